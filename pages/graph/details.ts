import type { ReferenceEdge, ReferencePlace } from '../../src/reference-graph.ts';
import { element, visible } from './element.ts';
import { isProblem, type Model, type Neighbour, type State } from './model.ts';

const meanings: Readonly<Record<State, string>> = {
  found: 'Found',
  optional: 'Optional, does not exist',
  missing: 'Missing',
  ambiguous: 'Ambiguous: several objects could be meant',
  unused: 'Nothing uses it',
};

/** Fills the panel about one node; `go` selects another one. */
export function showDetails(panel: HTMLElement, model: Model, index: number, go: (index: number) => void): void {
  const node = model.nodes[index];
  if (!node) return;
  const state = node.unused ? 'unused' : node.state;
  const meaning =
    node.kind === 'Image' && state === 'optional'
      ? 'Image; no lock was read'
      : node.kind === 'Image' && state === 'missing'
        ? 'Image that the lock lacks'
        : meanings[state];
  const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close details', title: 'Close (Esc)' }, '×');
  close.addEventListener('click', () => go(-1));
  panel.replaceChildren(
    close,
    element('p', { class: 'what' }, node.namespace === undefined ? node.kind : `${node.kind} in ${visible(node.namespace)}`),
    element('h2', {}, visible(node.name)),
    element('p', { class: `state ${state}` }, sign(model.states[index] ?? state), ` ${meaning}`),
    node.hint === undefined ? '' : element('p', { class: 'hint' }, visible(node.hint)),
    node.place ? element('p', { class: 'where' }, placeText(node.place)) : '',
    node.candidates
      ? section(
          'Candidates',
          node.candidates.map((place) => element('li', {}, element('code', {}, placeText(place)))),
        )
      : '',
    section('Referred to by', model.back[index]?.map((neighbour) => row(model, neighbour, 'in', go)) ?? []),
    section('Refers to', model.out[index]?.map((neighbour) => row(model, neighbour, 'out', go)) ?? []),
  );
  panel.hidden = false;
  panel.scrollTop = 0;
}

/** The sign of a state in texts. */
export function sign(state: State): HTMLElement {
  const signs: Readonly<Record<State, string>> = { found: '●', optional: '○', missing: '✕', ambiguous: '◆', unused: '–' };
  return element('span', { class: `sign ${state}`, 'aria-hidden': 'true' }, signs[state]);
}

function section(title: string, items: readonly HTMLElement[]): HTMLElement | '' {
  if (items.length === 0) return '';
  return element(
    'section',
    {},
    element('h3', {}, title, ' ', element('span', { class: 'amount' }, String(items.length))),
    element('ul', {}, ...items),
  );
}

function row(model: Model, { node, edge }: Neighbour, way: 'in' | 'out', go: (index: number) => void): HTMLElement {
  const other = model.nodes[node];
  const reference = model.edges[edge];
  if (!other || !reference) return element('li', {});
  const where = other.namespace === undefined ? other.kind : `${other.kind} · ${visible(other.namespace)}`;
  const button = element(
    'button',
    { type: 'button', class: 'neighbour' },
    sign(reference.state === 'optional' && other.kind === 'Image' ? 'found' : reference.state),
    element('span', { class: 'label' }, visible(other.name)),
    element(
      'span',
      { class: 'about' },
      `${where}${other.kind === 'Image' && reference.state === 'optional' ? '' : wordOf(reference, way)}`,
    ),
  );
  button.addEventListener('click', () => go(node));
  const places = reference.places.slice(0, 20).map((place) => element('li', {}, ...placeLine(place)));
  if (reference.places.length > 20) places.push(element('li', {}, `and ${reference.places.length - 20} more`));
  return element('li', {}, button, places.length > 0 ? element('ul', { class: 'places' }, ...places) : '');
}

function wordOf({ relation, state }: ReferenceEdge, way: 'in' | 'out'): string {
  const words = {
    selects: { in: ' · selects it', out: ' · selected' },
    renders: { in: ' · renders it', out: ' · rendered' },
    uses: { in: '', out: '' },
  };
  return `${words[relation][way]}${isProblem(state) || state === 'optional' ? ` · ${state}` : ''}`;
}

function placeLine(place: ReferencePlace): readonly (HTMLElement | string)[] {
  const parts: (HTMLElement | string)[] = [element('code', {}, placeText(place))];
  if (place.path !== undefined) parts.push(element('span', { class: 'path' }, visible(place.path)));
  if (place.key !== undefined) parts.push(element('span', { class: 'path' }, `key ${visible(place.key)}`));
  return parts;
}

function placeText({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${visible(file)}:${line}`;
}
