/**
 * What a shell sources. Each passes the words up to the cursor to `__complete`, which prints candidates as `WORD<tab>MEANING`
 * lines and `:files` when names of files fit too; so the scripts never grow old.
 */
export const completionScripts = {
  bash: `# bash completion of podspec2linuxkit; source it or put it into a directory of bash-completion.
_podspec2linuxkit() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" line word files=
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then files=1; continue; fi
    word="\${line%%$'\\t'*}"
    # "=" and ":" split words in bash, so only the part behind them is wanted.
    [[ $word == --*=* && $cur != --* ]] && word="\${word#*=}"
    COMPREPLY+=("$word")
  done < <("$1" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ -n $files ]]; then
    local path="$cur"
    [[ $path == = ]] && path=
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$path")
  fi
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=:.] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _podspec2linuxkit podspec2linuxkit podspec2lk
`,
  zsh: `#compdef podspec2linuxkit podspec2lk
# zsh completion of podspec2linuxkit; source it after compinit, or save it as _podspec2linuxkit in a directory of $fpath.
_podspec2linuxkit() {
  local line files=
  local -a words_given found described open
  words_given=("\${(@Q)words[2,CURRENT]}")
  for line in "\${(@f)$("\${(Q)words[1]}" __complete "\${words_given[@]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      files=1
    elif [[ -n $line ]]; then
      if [[ \${line%%$'\\t'*} == *[=:.] ]]; then
        open+=("\${line%%$'\\t'*}")
      else
        found+=("\${line%%$'\\t'*}")
        described+=("\${line/$'\\t'/  -- }")
      fi
    fi
  done
  (( \${#found} )) && compadd -l -d described -a found
  (( \${#open} )) && compadd -S '' -a open
  [[ -n $files ]] && _files
  return 0
}
if [[ \${funcstack[1]} == _podspec2linuxkit ]]; then
  _podspec2linuxkit "$@"
else
  compdef _podspec2linuxkit podspec2linuxkit podspec2lk
fi
`,
  fish: `# fish completion of podspec2linuxkit; save it as podspec2linuxkit.fish in ~/.config/fish/completions.
function __podspec2linuxkit_complete
    set -l program (commandline -opc)[1]
    set -l before (commandline -opc)[2..-1]
    set -l current (commandline -ct)
    for line in ($program __complete $before "$current" 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path "$current"
        else
            printf '%s\\n' $line
        end
    end
end
complete -c podspec2linuxkit -f -a '(__podspec2linuxkit_complete)'
complete -c podspec2lk -f -a '(__podspec2linuxkit_complete)'
`,
} as const;
