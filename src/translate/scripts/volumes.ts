/** A value as one word of a shell script, whatever it contains. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** A function of the script; written out only when a step calls it. */
export type ScriptFunction = keyof typeof functions;

/** One line of the script: a call with its arguments, quoted here. */
export interface ScriptStep {
  readonly call: ScriptFunction;
  readonly args: readonly string[];
  /** What a reader is told above the line. */
  readonly comment: string;
}

/** Shell functions by name, for the sh and the applets of busybox. */
const functions = {
  empty_directory: `# Empties a directory and gives it a mode: directory, mode
empty_directory() {
  find "$1" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
  chmod "$2" "$1"
}`,
  own_directory: `# Gives an empty directory to a group whose members may write it: directory, group, mode
own_directory() {
  chgrp "$2" "$1"
  chmod "$3" "$1"
}`,
  fs_group: `# Gives a volume to a group, as the kubelet does for fsGroup: directory, group
fs_group() {
  find "$1" -exec chgrp -h "$2" {} +
  find "$1" ! -type l -exec chmod ug+rw {} +
  find "$1" -type d -exec chmod ug+x,g+s {} +
}`,
  fs_group_on_mismatch: `# The same unless the directory itself is right already, as fsGroupChangePolicy OnRootMismatch asks: directory, group
fs_group_on_mismatch() {
  [ -n "$(find "$1" -maxdepth 0 -group "$2" -perm -2770)" ] || fs_group "$1" "$2"
}`,
  make_file: `# Makes an empty file unless there is something: file
make_file() {
  [ -e "$1" ] && return
  touch "$1" && chmod 0644 "$1"
}`,
  sub_path: `# Makes a part of a volume, each directory with the mode of the volume, as the kubelet does; what exists is left alone: directory, part
sub_path() {
  directory=$1
  rest=$2/
  while [ -n "$rest" ]; do
    directory=$directory/\${rest%%/*}
    rest=\${rest#*/}
    [ -e "$directory" ] && continue
    mkdir "$directory" && chmod "$(stat -c %a "$1")" "$directory" || return
  done
}`,
  copy_files: `# Puts files beside those that the machine was given: from, to
copy_files() {
  cp -a "$1/." "$2/"
}`,
  make_directory: `# Makes a directory unless there is something: directory
make_directory() {
  [ -e "$1" ] || mkdir -p "$1"
}`,
  mount_device: `# Mounts a disk when it has appeared, waiting ten seconds at most: device, type, options, directory
mount_device() {
  tries=0
  until [ "$tries" -ge 10 ] || found "$1"; do
    sleep 1
    tries=$((tries + 1))
  done
  mount -t "$2" -o "$3" "$1" "$4" || failed "$1" "$4"
}
found() {
  case "$1" in
    *=*) [ -n "$(findfs "$1" 2>/dev/null)" ] ;;
    *) [ -b "$1" ] ;;
  esac
}
failed() {
  echo "podspec: cannot mount $1 at $2; it stays empty and read-only" >&2
  return 1
}`,
  mount_nfs: `# Mounts a directory of a server: type, options, source, directory
mount_nfs() {
  mount -t "$1" -o "$2" "$3" "$4" || { echo "podspec: cannot mount $3 at $4; it stays empty and read-only" >&2; return 1; }
}`,
} as const;

/** Functions that call others. */
const needs: Partial<Record<ScriptFunction, readonly ScriptFunction[]>> = { fs_group_on_mismatch: ['fs_group'] };

/**
 * The script of a helper: only the functions that it uses, then its steps in order. A step that fails is told on the console
 * and does not keep the others from running, so that one broken volume does not take the rest along.
 */
export function volumesScript(title: string, steps: readonly ScriptStep[]): string {
  const used = new Set(steps.flatMap(({ call }) => [...(needs[call] ?? []), call]));
  const bodies = (Object.keys(functions) as ScriptFunction[]).filter((name) => used.has(name)).map((name) => functions[name]);
  const lines: string[] = [];
  let comment = '';
  for (const step of steps) {
    if (step.comment !== comment) lines.push('', `# ${step.comment.replaceAll('\n', ' ')}`);
    comment = step.comment;
    lines.push(`${[step.call, ...step.args.map(quote)].join(' ')} || failures=$((failures + 1))`);
  }
  return [
    '#!/bin/sh',
    `# ${title}`,
    'set -u',
    'umask 022',
    'failures=0',
    '',
    bodies.join('\n\n'),
    ...lines,
    '',
    'exit "$failures"',
    '',
  ].join('\n');
}
