/**
 * Renders every root below the given directories with the built-in renderer and with `kubectl kustomize`, and compares
 * the objects as data: `npm run conformance:kustomize [-- DIR…]`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { place } from '../src/diagnostics/diagnostic.ts';
import { findKustomizations } from '../src/kustomize/discover.ts';
import { type RenderedRoot, renderRoot } from '../src/kustomize/render.ts';
import { renderSession } from '../src/kustomize/session.ts';
import { nodeHost } from '../src/load/node-host.ts';
import { isKustomizationName } from '../src/load/walk.ts';
import { parseText } from '../src/yaml/parse.ts';

type Verdict = 'equal' | 'both-refuse' | 'different' | 'only-kubectl-builds' | 'only-we-build';

const args = process.argv.slice(2);
const verbose = args.includes('--verbose');
const directories = args.filter((arg) => !arg.startsWith('--'));
const inputs = directories.length > 0 ? directories : ['../shared/corpus'];

function kustomizationFiles(directory: string): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((first, second) => (first.name < second.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === '.git' ? [] : kustomizationFiles(path);
    return isKustomizationName(entry.name) ? [path] : [];
  });
}

/** The objects of a stream as kubectl reads them, as sorted text for comparison. */
function objectsOf(text: string): ReadonlyMap<string, string> {
  const file = { path: 'kubectl', text };
  const problems: string[] = [];
  const documents = parseText(file, { json: false }, (code, at) => problems.push(`${code} ${place(at)?.line}`));
  if (problems.length > 0) throw new Error(`kubectl's output cannot be read: ${problems.join(', ')}`);
  return new Map(documents.map(({ value }) => [identity(value), canonical(value)]));
}

function identity(value: unknown): string {
  const object = value as { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } };
  return [object.apiVersion, object.kind, object.metadata?.namespace ?? '', object.metadata?.name].join(' ');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).sort(([first], [second]) => (first < second ? -1 : 1));
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`).join(',')}}`;
}

function compare(ours: ReadonlyMap<string, string>, theirs: ReadonlyMap<string, string>): readonly string[] {
  const differences: string[] = [];
  for (const [name, text] of theirs) {
    const own = ours.get(name);
    if (own === undefined) differences.push(`lacks ${name}`);
    else if (own !== text) differences.push(`${name}: ${firstDifference(own, text)}`);
  }
  for (const name of ours.keys()) if (!theirs.has(name)) differences.push(`has also ${name}`);
  return differences;
}

function firstDifference(own: string, other: string): string {
  let at = 0;
  while (own[at] === other[at]) at += 1;
  const start = Math.max(0, at - 60);
  return `ours …${own.slice(start, at + 60)}… kubectl …${other.slice(start, at + 60)}…`;
}

function refusal(root: RenderedRoot): string {
  const diagnostics = [...root.diagnostics, ...root.brokenObjects.flatMap((object) => object.diagnostics)];
  const first = diagnostics.find(({ severity }) => severity === 'error');
  const at = first && place(first.at);
  return first ? `${at?.file}:${at?.line}:${at?.column} ${first.code}: ${first.message}` : 'no error';
}

const files = inputs.flatMap(kustomizationFiles);
const host = nodeHost(process.cwd());
const session = renderSession(host);
const startedAt = process.hrtime.bigint();
const { roots } = findKustomizations(files, session);
const rendered = roots.map((root) => renderRoot(root, session));
const ourTime = Number(process.hrtime.bigint() - startedAt) / 1e6;

const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
if (!hasKubectl) {
  const failed = rendered.filter((root) => root.failed).length;
  console.log(
    `${roots.length} roots rendered in ${ourTime.toFixed(0)} ms, ${failed} refused; kubectl is not on PATH, nothing to compare with`,
  );
  process.exit(0);
}

const counts: Record<Verdict, number> = { equal: 0, 'both-refuse': 0, different: 0, 'only-kubectl-builds': 0, 'only-we-build': 0 };
let theirTime = 0;
for (const root of rendered) {
  const began = process.hrtime.bigint();
  const environment = { ...process.env, HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1', GIT_ALLOW_PROTOCOL: 'none' };
  const result = spawnSync('kubectl', ['kustomize', root.directory], {
    encoding: 'utf8',
    env: environment,
    maxBuffer: 1 << 30,
    timeout: 60_000,
  });
  theirTime += Number(process.hrtime.bigint() - began) / 1e6;
  const [verdict, notes] = judge(root, result.status === 0 ? result.stdout : undefined, result.stderr);
  counts[verdict] += 1;
  if (verdict === 'equal' || (verdict === 'both-refuse' && !verbose)) continue;
  for (const note of notes) console.log(`${verdict}: ${root.directory}: ${note}`);
}

function judge(root: RenderedRoot, output: string | undefined, errors: string): readonly [Verdict, readonly string[]] {
  const weRefuse = root.failed || root.brokenObjects.length > 0;
  const theirs = errors
    .split('\n')
    .filter((line) => line.startsWith('error') || line.startsWith('Error') || line.includes('command failed'))
    .join(' ')
    .slice(0, 400);
  if (output === undefined) return weRefuse ? ['both-refuse', [`ours ${refusal(root)} | kubectl ${theirs}`]] : ['only-we-build', [theirs]];
  if (weRefuse) return ['only-kubectl-builds', [refusal(root)]];
  const ours = new Map(root.objects.map(({ document }) => [identity(document.value), canonical(document.value)]));
  const differences = compare(ours, objectsOf(output));
  return differences.length === 0 ? ['equal', []] : ['different', differences.slice(0, 5)];
}

const built = counts.equal + counts.different + counts['only-kubectl-builds'];
console.log(
  `${roots.length} roots: ${Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}`,
);
console.log(`equal on ${counts.equal} of ${built} roots that kubectl builds (${((100 * counts.equal) / Math.max(1, built)).toFixed(2)} %)`);
console.log(
  `time: built-in ${ourTime.toFixed(0)} ms for all roots, kubectl ${theirTime.toFixed(0)} ms one by one (${(theirTime / ourTime).toFixed(1)} times as long)`,
);
process.exitCode = counts.different + counts['only-kubectl-builds'] + counts['only-we-build'] === 0 ? 0 : 1;
if (!existsSync(inputs[0] ?? '')) process.exitCode = 2;
