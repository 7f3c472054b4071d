import { type Analysis, type PlacedDiagnostic, placeDiagnostic, type RunReport } from '../../index.ts';

/**
 * JUnit XML: one test case per workload, failed by its errors; findings that belong to no workload are cases of their own.
 * Warnings are listed in the case's output. No times, so that equal runs give equal files.
 */
export function renderJunit({ diagnostics }: RunReport, analysis: Analysis | undefined, namespace: string): string {
  const cases = new Map<string, PlacedDiagnostic[]>();
  for (const { manifest, status } of analysis?.workloads ?? []) if (status !== 'skipped') cases.set(caseName(manifest, namespace), []);
  for (const placed of diagnostics) {
    const { object, location } = placed.reported;
    const name = object ? caseName(object, namespace) : (location?.file ?? 'command line');
    const found = cases.get(name);
    if (found) found.push(placed);
    else cases.set(name, [placed]);
  }
  // One finding for several workloads is listed once; each of them has failed.
  for (const { manifest, status, diagnostics: own } of analysis?.workloads ?? []) {
    const found = cases.get(caseName(manifest, namespace));
    if (status !== 'failed' || !found || found.some(fails)) continue;
    found.push(...own.filter(({ severity }) => severity === 'error').map((finding) => placeDiagnostic(finding, namespace)));
  }
  const texts = [...cases].map(([name, found]) => testCase(name, found));
  const failures = [...cases.values()].filter((found) => found.some(fails)).length;
  const suite = `<testsuite name="podspec2linuxkit" tests="${cases.size}" failures="${failures}" errors="0" skipped="0">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  ${suite}\n${texts.join('')}  </testsuite>\n</testsuites>\n`;
}

function caseName(
  object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string },
  namespace: string,
): string {
  return `${object.namespace ?? namespace}/${object.kind}/${object.name}`;
}

/** What makes the exit status 1. */
function fails({ reported: { severity, code } }: PlacedDiagnostic): boolean {
  return severity === 'error' || code === 'drift';
}

function testCase(name: string, found: readonly PlacedDiagnostic[]): string {
  const errors = found.filter(fails);
  const others = found.filter((placed) => !fails(placed));
  const file = found[0]?.reported.location?.file;
  const lines = [
    ...errors.map(
      ({ reported }) =>
        `      <failure type="${attribute(reported.code)}" message="${attribute(reported.message)}">${text(line(reported))}</failure>\n`,
    ),
    ...(others.length > 0 ? [`      <system-out>${text(others.map(({ reported }) => line(reported)).join('\n'))}</system-out>\n`] : []),
  ];
  const open = `    <testcase classname="podspec2linuxkit" name="${attribute(name)}"${file === undefined ? '' : ` file="${attribute(file)}"`}`;
  return lines.length === 0 ? `${open}/>\n` : `${open}>\n${lines.join('')}    </testcase>\n`;
}

function line({ severity, code, message, help, location }: PlacedDiagnostic['reported']): string {
  const where = location ? `${location.file}:${location.line}:${location.column}: ` : '';
  return `${where}${severity}[${code}]: ${message}\nhelp: ${help}`;
}

/** Characters that XML 1.0 cannot hold at all become U+FFFD. */
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What a terminal would obey, and marks that reverse the direction of text: character references say the same to a program. */
const steering = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function text(value: string): string {
  const markup = value.replace(forbidden, '\ufffd').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return markup.replace(steering, (character) => `&#${character.charCodeAt(0)};`);
}

function attribute(value: string): string {
  return text(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;').replaceAll('\r', '&#13;');
}
