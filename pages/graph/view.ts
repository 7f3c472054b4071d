/** The part of the drawing that is seen: pans with the pointer, zooms with the wheel, two fingers or buttons. */
export interface View {
  /** Shows a rectangle of the drawing, as large as it gets but no larger than life. */
  readonly show: (box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }) => void;
  /** Moves a point of the drawing into the middle unless it is well in sight. */
  readonly reveal: (x: number, y: number) => void;
  readonly zoom: (factor: number) => void;
}

interface State {
  x: number;
  y: number;
  scale: number;
}

const smallest = 0.02;
const largest = 3;

export function viewOf(stage: SVGSVGElement, view: SVGGElement): View {
  const at: State = { x: 0, y: 0, scale: 1 };
  let queued = false;
  const apply = (): void => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      view.setAttribute('transform', `translate(${at.x},${at.y}) scale(${at.scale})`);
      // Labels that nobody can read cost most of the time that drawing takes.
      stage.classList.toggle('distant', at.scale < 0.3);
    });
  };
  const zoomAt = (factor: number, x: number, y: number): void => {
    const scale = Math.min(largest, Math.max(smallest, at.scale * factor));
    at.x = x - ((x - at.x) * scale) / at.scale;
    at.y = y - ((y - at.y) * scale) / at.scale;
    at.scale = scale;
    apply();
  };
  watchPointers(stage, at, zoomAt, apply);
  stage.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top } = stage.getBoundingClientRect();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
      zoomAt(Math.exp(-event.deltaY * lines * 0.0015), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  const size = () => stage.getBoundingClientRect();
  return {
    show: ({ x, y, width, height }) => {
      const { width: room, height: tall } = size();
      at.scale = Math.min(1, Math.max(smallest, Math.min((room - 32) / Math.max(width, 1), (tall - 32) / Math.max(height, 1))));
      at.x = room / 2 - (x + width / 2) * at.scale;
      at.y = tall / 2 - (y + height / 2) * at.scale;
      apply();
    },
    reveal: (x, y) => {
      const { width, height } = size();
      if (at.scale < 0.55) at.scale = 0.9;
      const shownX = x * at.scale + at.x;
      const shownY = y * at.scale + at.y;
      if (shownX < 140 || shownX > width - 140 || shownY < 60 || shownY > height - 60) {
        at.x = width / 2 - x * at.scale;
        at.y = height / 2 - y * at.scale;
      }
      apply();
    },
    zoom: (factor) => {
      const { width, height } = size();
      zoomAt(factor, width / 2, height / 2);
    },
  };
}

function watchPointers(stage: SVGSVGElement, at: State, zoomAt: (factor: number, x: number, y: number) => void, apply: () => void): void {
  const pointers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  stage.addEventListener('pointerdown', (event) => {
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  stage.addEventListener('pointermove', (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    moved += Math.abs(now.x - last.x) + Math.abs(now.y - last.y);
    if (other) {
      const { left, top } = stage.getBoundingClientRect();
      const before = Math.hypot(last.x - other.x, last.y - other.y);
      const after = Math.hypot(now.x - other.x, now.y - other.y);
      if (before > 0) zoomAt(after / before, (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
    } else if (moved > 4) {
      // Only now, so that a click still reaches the node below it.
      if (!stage.hasPointerCapture(event.pointerId)) stage.setPointerCapture(event.pointerId);
      at.x += now.x - last.x;
      at.y += now.y - last.y;
      apply();
    }
    pointers.set(event.pointerId, now);
  });
  const end = (event: PointerEvent): void => void pointers.delete(event.pointerId);
  stage.addEventListener('pointerup', end);
  stage.addEventListener('pointercancel', end);
  stage.addEventListener('pointerleave', (event) => {
    if (!stage.hasPointerCapture(event.pointerId)) end(event);
  });
  // What ended a drag is no click on a node.
  stage.addEventListener('click', (event) => moved > 4 && event.stopImmediatePropagation(), { capture: true });
}
