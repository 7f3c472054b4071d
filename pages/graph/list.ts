import { sign } from './details.ts';
import { element, visible } from './element.ts';
import type { Model } from './model.ts';

const batch = 200;

/** The list of nodes. Rows are made as the reader scrolls, so that a thousand of them cost nothing at the start. */
export interface List {
  readonly show: (indices: readonly number[]) => void;
  /** Marks a row and brings it into sight; -1: none. */
  readonly mark: (index: number) => void;
}

export function listOf(list: HTMLElement, model: Model, go: (index: number) => void): List {
  let shown: readonly number[] = [];
  let marked = -1;
  const fill = (until: number): void => {
    const rows = shown.slice(list.childElementCount, until).map((index) => rowOf(model, index, index === marked));
    list.append(...rows);
  };
  list.addEventListener('scroll', () => {
    if (list.scrollTop + list.clientHeight > list.scrollHeight - 400) fill(list.childElementCount + batch);
  });
  list.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('li[data-i]') : null;
    if (row instanceof HTMLElement) go(Number(row.dataset['i']));
  });
  return {
    show: (indices) => {
      shown = indices;
      list.replaceChildren();
      fill(batch);
      if (indices.length === 0) list.append(element('li', { class: 'none' }, 'Nothing matches'));
    },
    mark: (index) => {
      list.querySelector('[aria-selected="true"]')?.setAttribute('aria-selected', 'false');
      marked = index;
      const position = shown.indexOf(index);
      if (position >= list.childElementCount) fill(position + batch);
      const row = position === -1 ? undefined : list.children[position];
      row?.setAttribute('aria-selected', 'true');
      row?.scrollIntoView({ block: 'nearest' });
      if (row) list.setAttribute('aria-activedescendant', row.id);
      else list.removeAttribute('aria-activedescendant');
    },
  };
}

function rowOf(model: Model, index: number, selected: boolean): HTMLElement {
  const node = model.nodes[index];
  const about = node?.namespace === undefined ? (node?.kind ?? '') : `${node.kind} · ${visible(node.namespace)}`;
  const state = model.states[index] ?? 'found';
  const attributes = { role: 'option', id: `row-${index}`, 'data-i': String(index), 'aria-selected': String(selected) };
  return element(
    'li',
    attributes,
    sign(state),
    element('span', { class: 'label' }, visible(node?.name ?? '')),
    element('span', { class: 'about' }, state === 'found' ? about : `${about} · ${state}`),
  );
}
