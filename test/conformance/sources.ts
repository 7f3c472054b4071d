/** A Pod `p` with one container `c0` of the image `app:1.2.3`; `container` is YAML of the container, `spec` of the pod, unindented. */
export function pod(container: string, spec = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: web, quoted: 'a"b'}, annotations: {note: hello}}
spec:
${indent(spec, 2)}
  containers:
  - name: c0
    image: app:1.2.3
${indent(container, 4)}
`;
}

/** A workload of another kind with the same container. `wrapper` is YAML of its spec beside the template. */
export function workload(kind: string, name: string, container = '', { wrapper = '', spec = '' } = {}): string {
  const apiVersion = kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: ${name}}
spec:
${indent(wrapper, 2)}
  template:
    metadata: {labels: {app: web}}
    spec:
${indent(spec, 6)}
      containers:
      - name: c0
        image: app:1.2.3
${indent(container, 8)}
`;
}

export function configMap(name: string, data: string): string {
  return `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${data}\n`;
}

export function secret(name: string, data: string): string {
  return `---\napiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\n${data}\n`;
}

function indent(text: string, spaces: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ' '.repeat(spaces) + line)
    .join('\n');
}
