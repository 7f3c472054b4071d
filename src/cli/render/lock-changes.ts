import type { ImageLock, LockChange } from '../../index.ts';
import { plural } from './text.ts';

/** What a lock run changed: one line for the file, one for each change. */
export function renderLockChanges(file: string, lock: ImageLock, changes: readonly LockChange[]): string {
  const count = plural(Object.keys(lock.images).length, 'image');
  const head = changes.length === 0 ? `${file}: ${count}, nothing changed` : `${file}: ${count}, ${plural(changes.length, 'change')}`;
  return `${[head, ...changes.map(lineOf)].join('\n')}\n`;
}

function lineOf(change: LockChange): string {
  switch (change.kind) {
    case 'added':
      return `  + ${change.image}`;
    case 'removed':
      return `  - ${change.image}`;
    case 'moved':
      return `  ~ ${change.image}: ${change.from} is now ${change.to}`;
    case 'changed':
      return `  ~ ${change.image}: ${change.platforms.join(', ') || 'digest'}`;
  }
}
