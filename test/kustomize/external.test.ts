import { describe, expect, test } from 'vitest';
import { type ProgramResult, renderExternally } from '../../src/kustomize/external.ts';
import { renderSession } from '../../src/kustomize/session.ts';
import { memoryHost } from '../../src/load/memory-host.ts';

const host = memoryHost({ 'shop/kustomization.yaml': 'resources: ["https://example.com/web.yaml"]\n' });

function render(program: 'kubectl' | 'kustomize', result: ProgramResult) {
  const calls: unknown[] = [];
  const root = renderExternally('shop', program, renderSession(host), (...call) => {
    calls.push(call);
    return result;
  });
  return { root, calls };
}

describe('renderExternally', () => {
  test('hands the root to the program, without options that run plugins', () => {
    const { root, calls } = render('kubectl', { status: 0, stdout: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n', stderr: '' });
    expect(calls).toEqual([['kubectl', ['kustomize', '/memory/shop'], '/memory/shop']]);
    expect(root.objects.map(({ document }) => [document.value, document.origin])).toEqual([
      [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }, 'rendered'],
    ]);
  });

  test('kustomize has another word for it', () => {
    expect(render('kustomize', { status: 0, stdout: '', stderr: '' }).calls).toEqual([
      ['kustomize', ['build', '/memory/shop'], '/memory/shop'],
    ]);
  });

  test.each([
    ['says what the program said', { status: 1, stdout: '', stderr: 'no network\nmore' }, 'kubectl: no network'],
    ['says that it did not start', { status: undefined, stdout: '', stderr: '' }, 'kubectl: it could not be started, or took too long'],
  ])('%s', (_, result, message) => {
    const { root } = render('kubectl', result);
    expect([root.failed, root.diagnostics.map((finding) => [finding.code, finding.message])]).toEqual([
      true,
      [['kustomize-program-failed', message]],
    ]);
  });
});
