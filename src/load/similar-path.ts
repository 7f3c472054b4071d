import { directoryOf, joinPath, resolvePath } from '../model/paths.ts';
import { similarName } from '../model/similar-name.ts';
import { type FileHost, isFailure } from './host.ts';
import { shown } from './walk.ts';

/** What a path that does not exist probably stands for: its first part that is not there, spelt like one that is. As messages show it. */
export function similarPath(path: string, host: FileHost): string | undefined {
  let missing = resolvePath(host.cwd, path);
  const rest: string[] = [];
  for (let above = directoryOf(missing); isFailure(host.stat(above || '/')); above = directoryOf(missing)) {
    if (above === '') return undefined;
    rest.unshift(missing.slice(above.length + 1));
    missing = above;
  }
  const directory = directoryOf(missing);
  const entries = host.list(directory || '/');
  if (isFailure(entries)) return undefined;
  const name = similarName(
    missing.slice(directory.length + 1),
    entries.map((entry) => entry.name),
  );
  if (name === undefined) return undefined;
  const found = `${directory}/${name}`;
  const whole = joinPath(found, rest.join('/'));
  return shown(isFailure(host.stat(whole)) ? found : whole, host);
}
