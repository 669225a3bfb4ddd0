import { cornerName } from './corner-rows.ts';
import { type Corner, clamped, rounded, type Shape } from './shape.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** What a drawing tells. */
export interface DrawingEvents {
  readonly onChange: (corners: readonly Corner[]) => void;
  readonly onSelect: (index: number) => void;
}

/**
 * Zones and lines over a picture. Corners of the one that is being drawn are moved with the pointer, or with the arrow keys; a click beside them adds
 * one, `Delete` takes one away.
 */
export class ShapeDrawing {
  readonly element = document.createElementNS(SVG, 'svg');
  readonly #events: DrawingEvents;
  readonly #size: { readonly width: number; readonly height: number };
  #drawn: Shape | null = null;

  constructor(size: { readonly width: number; readonly height: number }, events: DrawingEvents) {
    this.#events = events;
    this.#size = size;
    this.element.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
    this.element.setAttribute('class', 'zone-drawing');
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', 'Zones and lines over the picture');
    this.element.addEventListener('click', (event) => this.#addAt(event));
  }

  /** @param drawn - the one whose corners can be moved; `null`: none */
  show(shapes: readonly Shape[], drawn: Shape | null): void {
    const focused = this.#focusedCorner();
    this.#drawn = drawn;
    const others = shapes.map((shape, index) => this.#outline(shape, false, index));
    const own = drawn ? [this.#outline(drawn, true, -1), ...drawn.corners.map((_, index) => this.#handle(index))] : [];
    this.element.replaceChildren(...others, ...own);
    if (focused !== null) this.#handles()[Math.min(focused, this.#handles().length - 1)]?.focus();
  }

  #outline(shape: Shape, isDrawn: boolean, index: number): SVGElement {
    const group = made('g', { class: isDrawn ? 'shape shape-drawn' : 'shape' });
    const points = shape.corners.map((corner) => this.#pixelsOf(corner).join(',')).join(' ');
    group.append(made(shape.kind === 'zone' ? 'polygon' : 'polyline', { points }));
    if (shape.kind === 'line' && shape.corners.length === 2) group.append(this.#arrow(shape.corners));
    const [first] = shape.corners;
    if (first) {
      const [x, y] = this.#pixelsOf(first);
      const label = made('text', { x: x + this.#unit, y: y - this.#unit, 'font-size': this.#unit * 3 });
      label.textContent = shape.name;
      group.append(label);
    }
    if (!isDrawn) {
      group.addEventListener('click', (event) => {
        if (this.#takesCorners) return; // zones may lie over each other
        event.stopPropagation();
        this.#events.onSelect(index);
      });
    }
    return group;
  }

  /** Which way is in: to the right-hand side of somebody who walks the line from its first end to its second. */
  #arrow(corners: readonly Corner[]): SVGElement {
    const [x1, y1] = this.#pixelsOf(corners[0]!);
    const [x2, y2] = this.#pixelsOf(corners[1]!);
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
    const [right, down] = [(-(y2 - y1) / length) * this.#unit * 4, ((x2 - x1) / length) * this.#unit * 4];
    const group = made('g', { class: 'shape-arrow' });
    group.append(
      made('line', { x1: x, y1: y, x2: x + right, y2: y + down }),
      made('circle', { cx: x + right, cy: y + down, r: this.#unit * 0.8 }),
    );
    return group;
  }

  #handle(index: number): SVGElement {
    const corner = this.#drawn!.corners[index]!;
    const [x, y] = this.#pixelsOf(corner);
    const name = cornerName(this.#drawn!.kind, index);
    const handle = made('circle', {
      ...{ class: 'shape-handle', cx: x, cy: y, r: this.#unit * 1.5, tabindex: 0, role: 'button' },
      'aria-label': `${name}: ${rounded(corner[0])} % from the left, ${rounded(corner[1])} % from the top. Arrow keys move it.`,
    });
    handle.addEventListener('pointerdown', (event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener('pointermove', (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const moved = this.#cornerAt(event);
      const [left, top] = this.#pixelsOf(moved);
      handle.setAttribute('cx', String(left));
      handle.setAttribute('cy', String(top));
    });
    handle.addEventListener('pointerup', (event) => {
      if (handle.hasPointerCapture(event.pointerId)) this.#replace(index, this.#cornerAt(event));
    });
    handle.addEventListener('click', (event) => event.stopPropagation());
    handle.addEventListener('keydown', (event) => this.#onKey(event, index));
    return handle;
  }

  #onKey(event: KeyboardEvent, index: number): void {
    const step = event.shiftKey ? 0.1 : 1;
    const [x, y] = this.#drawn!.corners[index]!;
    const moved: Readonly<Record<string, Corner>> = {
      ArrowLeft: [x - step, y],
      ArrowRight: [x + step, y],
      ArrowUp: [x, y - step],
      ArrowDown: [x, y + step],
    };
    const corner = moved[event.key];
    if (corner) this.#replace(index, [clamped(corner[0]), clamped(corner[1])]);
    else if (event.key === 'Delete') this.#events.onChange(this.#drawn!.corners.filter((_, at) => at !== index));
    else return;
    event.preventDefault();
  }

  #addAt(event: MouseEvent): void {
    if (this.#takesCorners) this.#events.onChange([...this.#drawn!.corners, this.#cornerAt(event)]);
  }

  /** Whether a click adds a corner to the one that is drawn. */
  get #takesCorners(): boolean {
    return this.#drawn !== null && (this.#drawn.kind === 'zone' || this.#drawn.corners.length < 2);
  }

  #replace(index: number, corner: Corner): void {
    this.#events.onChange(this.#drawn!.corners.map((one, at) => (at === index ? corner : one)));
  }

  #cornerAt({ clientX, clientY }: MouseEvent): Corner {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    return [clamped(((clientX - left) / width) * 100), clamped(((clientY - top) / height) * 100)];
  }

  #pixelsOf([x, y]: Corner): [number, number] {
    return [(x / 100) * this.#size.width, (y / 100) * this.#size.height];
  }

  /** What looks the same in a picture of any size. */
  get #unit(): number {
    return this.#size.width / 100;
  }

  #handles(): SVGElement[] {
    return [...this.element.querySelectorAll<SVGElement>('.shape-handle')];
  }

  #focusedCorner(): number | null {
    const at = this.#handles().indexOf(document.activeElement as SVGElement);
    return at < 0 ? null : at;
  }
}

function made(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const node = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
