import type { Family, stateOf } from './wording.ts';

/** Outlines of 28 by 28, one for each family, so that colour is never the only sign. */
const glyphs: Readonly<Record<Family, string>> = {
  // A cube.
  workload: 'M14,6L21,10V18L14,22L7,18V10ZM7,10L14,14L21,10M14,14V22',
  // A sheet with lines.
  config: 'M9,6H16L20,10V22H9ZM12,12H17M12,15.5H17M12,19H15',
  // A lock.
  secret: 'M8.5,13H19.5V21.5H8.5ZM10.5,13V10A3.5,3.5 0 0 1 17.5,10V13M14,16.5V18.5',
  // A drum.
  storage: 'M7.5,9A6.5,2.5 0 0 1 20.5,9A6.5,2.5 0 0 1 7.5,9V19A6.5,2.5 0 0 0 20.5,19V9M7.5,14A6.5,2.5 0 0 0 20.5,14',
  // Three points and two lines.
  network:
    'M11.5,14L17.5,9.5M11.5,14L17.5,18.5M6.5,14A2.5,2.5 0 0 1 11.5,14A2.5,2.5 0 0 1 6.5,14M17.5,8.5A2,2 0 0 1 21.5,8.5A2,2 0 0 1 17.5,8.5M17.5,19.5A2,2 0 0 1 21.5,19.5A2,2 0 0 1 17.5,19.5',
  // A head and shoulders.
  account: 'M10.5,10.5A3.5,3.5 0 0 1 17.5,10.5A3.5,3.5 0 0 1 10.5,10.5M7.5,21.5A6.5,6 0 0 1 20.5,21.5',
  // Layers.
  image: 'M14,7L21,10.5L14,14L7,10.5ZM7,14L14,17.5L21,14M7,17.5L14,21L21,17.5',
  // Overlapping frames.
  kustomization: 'M7,7H16V16H7ZM12,12H21V21H12Z',
  // A flag.
  other: 'M9,22V7H20L17,10.5L20,14H9',
};

export function glyph(family: Family): string {
  return glyphs[family];
}

/** The sign of a state around a point: each has its own form. Nothing for what is found. */
export function badge(state: ReturnType<typeof stateOf>, x: number, y: number): string {
  switch (state) {
    case 'found':
      return '';
    case 'missing':
      return `<g transform="translate(${x},${y})"><circle class="badge badge-missing" r="9"/><path class="mark" d="M-3.2,-3.2L3.2,3.2M3.2,-3.2L-3.2,3.2"/></g>`;
    case 'ambiguous':
      return `<g transform="translate(${x},${y})"><path class="badge badge-ambiguous" d="M0,-10.5L10.5,0L0,10.5L-10.5,0Z"/><path class="mark" d="M-3.5,-2H3.5M-3.5,2H3.5"/></g>`;
    case 'optional':
      return `<g transform="translate(${x},${y})"><circle class="badge-optional" r="6"/></g>`;
    case 'unused':
      return `<g transform="translate(${x},${y})"><rect class="badge-unused" x="-6.5" y="-6.5" width="13" height="13" rx="3"/><path class="mark" d="M-3,0H3"/></g>`;
  }
}
