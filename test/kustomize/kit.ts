import { parse } from 'yaml';
import { place } from '../../src/diagnostics/diagnostic.ts';
import { type RenderedRoot, renderRoot } from '../../src/kustomize/render.ts';
import { renderSession } from '../../src/kustomize/session.ts';
import { memoryHost } from '../../src/load/memory-host.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function renderFiles(files: Files, directory = '.'): RenderedRoot {
  return renderRoot(directory, renderSession(memoryHost(files)));
}

/** The rendered objects as plain data; fails when the root does. */
export function objectsOf(files: Files, directory?: string): readonly unknown[] {
  const root = renderFiles(files, directory);
  if (root.failed) throw new Error(problemsOf(files, directory).join('\n'));
  return root.objects.map(({ document }) => document.value);
}

/** One line for each finding: `code file:line:column`. */
export function problemsOf(files: Files, directory?: string): readonly string[] {
  return renderFiles(files, directory).diagnostics.map(({ code, at }) => {
    const found = place(at);
    return `${code} ${found?.file}:${found?.line}:${found?.column}`;
  });
}

/** A root that renders `resources` as `kustomization` says. */
export function root(kustomization: string, resources: string, more: Files = {}): Files {
  return { 'kustomization.yaml': `resources: [all.yaml]\n${kustomization}`, 'all.yaml': resources, ...more };
}

/** Documents of a YAML stream as plain data. */
export function documents(text: string): readonly unknown[] {
  return text
    .split(/^---\n/m)
    .filter((part) => part.trim() !== '')
    .map((part) => parse(part));
}

/** A Deployment with one container. */
export const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: app, image: nginx}
`;
