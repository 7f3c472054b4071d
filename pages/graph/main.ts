import type { ReferenceGraph } from '../../src/reference-graph.ts';
import { showDetails, sign } from './details.ts';
import { byId, element, visible } from './element.ts';
import { listOf } from './list.ts';
import { isProblem, matching, modelOf, type State, states } from './model.ts';
import { viewOf } from './view.ts';

const model = modelOf(JSON.parse(byId('graph', HTMLScriptElement).textContent ?? '') as ReferenceGraph);
const stage = byId('stage', SVGSVGElement);
const search = byId('search', HTMLInputElement);
const namespaces = byId('namespace', HTMLSelectElement);
const details = byId('details', HTMLElement);
const listElement = byId('list', HTMLUListElement);
const nodeElements = [...stage.querySelectorAll<SVGGElement>('.node')];
const edgeElements = [...stage.querySelectorAll<SVGPathElement>('.edge')];
const view = viewOf(stage, byId('view', SVGGElement));
const list = listOf(listElement, model, select);
const wanted = new Set<State>(states);
const ends = model.edges.map(() => [-1, -1] as [number, number]);
for (const [node, neighbours] of model.out.entries()) for (const { edge, node: target } of neighbours) ends[edge] = [node, target];

let shown: readonly number[] = [];
let selected = -1;

function centre(index: number): readonly [number, number] {
  const [x = 0, y = 0] = (nodeElements[index]?.getAttribute('transform') ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [];
  return [x + 116, y + 24];
}

/** Selects a node, shows what it is connected to and lets everything else step back; -1 clears. */
function select(index: number): void {
  for (const marked of stage.querySelectorAll('.selected, .near')) marked.classList.remove('selected', 'near');
  selected = index;
  const reading = details.contains(document.activeElement);
  stage.classList.toggle('focused', index !== -1);
  list.mark(index);
  if (index === -1) {
    details.hidden = true;
    if (reading) listElement.focus();
    return;
  }
  nodeElements[index]?.classList.add('selected');
  for (const { node, edge } of [...(model.out[index] ?? []), ...(model.back[index] ?? [])]) {
    nodeElements[node]?.classList.add('near');
    edgeElements[edge]?.classList.add('near');
  }
  showDetails(details, model, index, select);
  // The button that was pressed is gone with the old details.
  if (reading) details.focus();
  // After the panel took its room.
  requestAnimationFrame(() => view.reveal(...centre(index)));
}

function filter(): void {
  const namespace = namespaces.value === '' ? undefined : namespaces.value.slice(1);
  shown = matching(model, { text: search.value, namespace, states: wanted });
  const visibleNodes = new Set(shown);
  const whole = shown.length === model.nodes.length;
  for (const [index, node] of nodeElements.entries()) node.classList.toggle('away', !visibleNodes.has(index));
  for (const [index, edge] of edgeElements.entries()) {
    const [from, to] = ends[index] ?? [-1, -1];
    edge.classList.toggle('away', !visibleNodes.has(from) || !visibleNodes.has(to));
  }
  list.show(shown);
  list.mark(selected);
  byId('count', HTMLElement).textContent = whole ? `${shown.length} objects` : `${shown.length} of ${model.nodes.length} objects`;
}

function showAll(): void {
  const points = (shown.length > 0 ? shown : [...model.nodes.keys()]).map(centre);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (points.length === 0) return;
  view.show({ x: least(xs) - 130, y: least(ys) - 40, width: most(xs) - least(xs) + 260, height: most(ys) - least(ys) + 80 });
}

function stateChips(): void {
  const group = byId('states', HTMLElement);
  for (const state of states) {
    const count = model.states.filter((found) => found === state).length;
    if (count === 0) continue;
    const chip = element(
      'button',
      { type: 'button', class: `chip ${state}`, 'aria-pressed': 'true', 'data-state': state },
      sign(state),
      ` ${state} `,
      element('b', {}, String(count)),
    );
    chip.addEventListener('click', () => {
      if (!wanted.delete(state)) wanted.add(state);
      chip.setAttribute('aria-pressed', String(wanted.has(state)));
      filter();
      showAll();
    });
    group.append(chip);
  }
}

function namespaceOptions(): void {
  const names = [...new Set(model.nodes.flatMap(({ namespace }) => namespace ?? []))].sort();
  namespaces.append(element('option', { value: '' }, 'All namespaces'));
  for (const name of names) namespaces.append(element('option', { value: `=${name}` }, visible(name)));
  namespaces.addEventListener('change', () => {
    filter();
    showAll();
  });
}

/** Along the list by a number of rows. */
function step(by: number): void {
  if (shown.length === 0) return;
  const position = shown.indexOf(selected);
  select(shown[position === -1 ? 0 : Math.max(0, Math.min(shown.length - 1, position + by))] ?? -1);
}

/** To the next problem that the filters show, round and round. */
function nextProblem(by: 1 | -1): void {
  const problems = shown.filter((index) => isProblem(model.states[index] ?? 'found'));
  const position = problems.indexOf(selected);
  const next = position === -1 && by === -1 ? problems.length - 1 : (position + by + problems.length) % problems.length;
  if (problems.length > 0) select(problems[next] ?? -1);
}

/** Along an edge, problems first. */
function follow(way: 'out' | 'back'): void {
  const neighbours = model[way][selected] ?? [];
  const target = neighbours.find(({ edge }) => isProblem(model.edges[edge]?.state ?? 'found')) ?? neighbours[0];
  if (target) select(target.node);
}

const keys: Readonly<Record<string, () => void>> = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  PageDown: () => step(10),
  PageUp: () => step(-10),
  Home: () => step(-model.nodes.length),
  End: () => step(model.nodes.length),
  ArrowRight: () => follow('out'),
  ArrowLeft: () => follow('back'),
  '/': () => search.focus(),
  n: () => nextProblem(1),
  p: () => nextProblem(-1),
  '+': () => view.zoom(1.3),
  '=': () => view.zoom(1.3),
  '-': () => view.zoom(1 / 1.3),
  '0': showAll,
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, target } = event;
  if (key === 'Escape') {
    if (target === search && search.value !== '') {
      search.value = '';
      filter();
    } else if (selected !== -1) select(-1);
    else showAll();
    listElement.focus();
    return;
  }
  const typing = target === search;
  if (target === namespaces || (typing && !['ArrowDown', 'ArrowUp', 'Enter'].includes(key))) return;
  if (typing && key === 'Enter') select(shown[0] ?? -1);
  const action = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (!action) return;
  event.preventDefault();
  action();
});

stage.addEventListener('click', (event) => {
  const node = event.target instanceof Element ? event.target.closest('.node') : null;
  select(node instanceof SVGGElement ? Number(node.dataset['i']) : -1);
});
search.addEventListener('input', filter);
byId('closer', HTMLButtonElement).addEventListener('click', () => view.zoom(1.3));
byId('farther', HTMLButtonElement).addEventListener('click', () => view.zoom(1 / 1.3));
byId('fit', HTMLButtonElement).addEventListener('click', showAll);
window.addEventListener('resize', showAll);

document.body.classList.add('live');
stage.removeAttribute('viewBox');
stateChips();
namespaceOptions();
filter();
showAll();
