import { createHash } from 'node:crypto';
import { catalog, type Entry, isAdjustable, lineText, type PlacedDiagnostic, type RunReport, type SourceLocation } from '../../index.ts';
import { jsonPage } from './plain-text.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Where the documentation of a code is. */
const documentation = 'https://unpkg.com/podspec2linuxkit/docs/diagnostics.md';

/**
 * SARIF 2.1.0: the rules that occur with their help, and results with fingerprints that survive edits elsewhere in the file.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif({ diagnostics }: RunReport, version: string): string {
  const codes = [...new Set(diagnostics.map(({ reported }) => reported.code))].sort();
  const seen = new Map<string, number>();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'podspec2linuxkit',
            semanticVersion: version,
            informationUri: 'https://www.npmjs.com/package/podspec2linuxkit',
            rules: codes.map(rule),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The working directory of the run' } } },
        results: diagnostics.map((placed) => result(placed, codes, seen)),
      },
    ],
  };
  return jsonPage(log);
}

function rule(code: string) {
  const entry = catalog[code as keyof typeof catalog] as Entry<never>;
  return {
    id: code,
    shortDescription: { text: `${entry.title}.` },
    fullDescription: { text: entry.why },
    help: { text: entry.help },
    helpUri: `${documentation}#${code}`,
    defaultConfiguration: { level: levels[entry.severity] },
    properties: {
      tags: entry.security ? ['security'] : ['correctness'],
      adjustable: isAdjustable(code as keyof typeof catalog),
      ...(entry.security && { 'security-severity': '5.0' }),
    },
  };
}

function result(placed: PlacedDiagnostic, codes: readonly string[], seen: Map<string, number>) {
  const { code, severity, message, help, location, path, object, related } = placed.reported;
  const fingerprint = fingerprintOf(placed, seen);
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: `${message}. ${help}` },
    ...(location && { locations: [{ ...physical(location), ...(object && { logicalLocations: [logical(object, path)] }) }] }),
    ...(related.some((other) => other.location) && {
      relatedLocations: related.flatMap((other, id) =>
        other.location ? [{ id, ...physical(other.location), message: { text: other.message } }] : [],
      ),
    }),
    partialFingerprints: { 'podspec2linuxkit/v1': fingerprint },
  };
}

function physical({ file, line, column }: SourceLocation) {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  const outside = file.startsWith('../') || file.startsWith('/');
  return {
    physicalLocation: {
      artifactLocation: outside ? { uri } : { uri, uriBaseId: '%SRCROOT%' },
      region: { startLine: line, startColumn: column },
    },
  };
}

function logical(
  { kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string },
  path: string | undefined,
) {
  const object = `${namespace}/${kind}/${name}`;
  return {
    name: path ?? name,
    fullyQualifiedName: path === undefined ? object : `${object}#${path}`,
    kind: path === undefined ? 'object' : 'member',
  };
}

/** What stays the same when lines move: code, file, field, and the text of the line; repetitions are numbered. */
function fingerprintOf({ reported, file }: PlacedDiagnostic, seen: Map<string, number>): string {
  const { code, location, path, object } = reported;
  const text = file && location && object?.kind !== 'Secret' ? lineText(file, location.line).trim() : '';
  const key = JSON.stringify([code, location?.file ?? '', object ?? '', path ?? '', text]);
  const count = seen.get(key) ?? 0;
  seen.set(key, count + 1);
  return createHash('sha256').update(`${key}${count}`).digest('hex').slice(0, 32);
}
