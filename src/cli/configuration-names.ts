/** Files that hold a configuration and nothing else; `package.json` may hold one too, below the key `podspec2lk`. */
export const configurationNames: readonly string[] = ['.podspec2lkrc', '.podspec2lkrc.json', '.podspec2lkrc.yaml', '.podspec2lkrc.yml'];
