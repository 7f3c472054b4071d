import type { Analysis } from '../../index.ts';
import { plainText } from './plain-text.ts';

/** What `--verbose` lists: everything that was seen and takes no part, with the reason. */
export function renderLeftOut({ collection, workloads }: Analysis, namespace: string): string {
  const passedOver = collection.passedOver.map(({ file, document, reason }) => {
    const place = document === undefined || document === 0 ? file : `${file} (document ${document + 1})`;
    return `passed over ${place}: ${reason}`;
  });
  const skipped = workloads.flatMap(({ manifest, status, reason }) =>
    status === 'skipped' ? [`skipped ${manifest.kind} ${manifest.namespace ?? namespace}/${manifest.name}: ${reason ?? ''}`] : [],
  );
  return [...new Set([...passedOver, ...skipped])].map((line) => `${plainText(line)}\n`).join('');
}
