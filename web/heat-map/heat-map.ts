import type { HeatCell, RawFilter } from '../../shared/questions.ts';
import type { Api } from '../api.ts';
import { element } from '../element.ts';
import { Latest } from '../latest.ts';
import { paint } from '../paint.ts';
import { heatColour } from './heat-colours.ts';
import { type HeatGrid, heatGrid, hottestInWords, labelsByCount } from './heat-grid.ts';

const GRID = { columns: 64, rows: 36 } as const;
/** What is hidden of the picture where most lies. */
const MOST_OPAQUE = 0.85;
const LEGEND_STEPS = 64;

/** What a heat map is of. */
export interface HeatSettings {
  readonly width: number;
  readonly height: number;
  /** Filters of the question. */
  readonly filter: RawFilter;
  /** `null` where there is none to lie below. */
  readonly picture: Blob | null;
}

const SPOTS = { bottom: 'where things stand', center: 'their centres', box: 'all that they cover' } as const;

/** Where in the picture things were found; parted into cells by the service. */
export class HeatMap {
  readonly element: HTMLElement;
  readonly #api: Api;
  readonly #settings: HeatSettings;
  readonly #heat = element('canvas', { ...{ width: GRID.columns, height: GRID.rows }, class: 'heat-cells' });
  readonly #label = element('select', { 'aria-label': 'Label', onchange: () => this.#draw() });
  readonly #spot: HTMLSelectElement;
  readonly #words = element('p', { role: 'status' });
  readonly #legend = element('canvas', { width: LEGEND_STEPS, height: 1, class: 'heat-legend', 'aria-hidden': 'true' });
  readonly #most = element('span');
  readonly #latest = new Latest();
  #cells: readonly HeatCell[] = [];

  constructor(api: Api, settings: HeatSettings) {
    this.#api = api;
    this.#settings = settings;
    const { width, height, picture } = settings;
    const options = Object.entries(SPOTS).map(([value, words]) => element('option', { value }, words));
    this.#spot = element('select', { onchange: () => void this.open() }, ...options);
    const ground = element('canvas', { width, height, 'aria-hidden': 'true' });
    const board = element('div', { class: 'heat-board' }, ground, this.#heat);
    board.style.aspectRatio = `${width} / ${height}`;
    this.#heat.setAttribute('role', 'img');
    if (picture) void paint(ground, picture);
    this.element = element(
      'section',
      { class: 'heat-map', role: 'group', 'aria-label': 'Heat map' },
      element(
        'div',
        { class: 'player-bar' },
        element('label', {}, 'Of ', this.#label),
        element('label', {}, 'Counted by ', this.#spot),
        element('span', { class: 'heat-scale' }, '0 ', this.#legend, ' ', this.#most),
      ),
      board,
      this.#words,
    );
    paintLegend(this.#legend);
  }

  /** Asks for the cells, and shows them. */
  open(): Promise<void> {
    const grid = { columns: String(GRID.columns), rows: String(GRID.rows), spot: this.#spot.value };
    const asked = { ...this.#settings.filter, ...grid, format: 'json' };
    return this.#latest.ask(
      (signal) => this.#api.get<readonly HeatCell[]>('/v1/heat-map', asked, signal),
      (cells) => this.#show(cells),
      (error) => {
        this.#words.textContent = error.message;
      },
    );
  }

  #show(cells: readonly HeatCell[]): void {
    this.#cells = cells;
    const chosen = this.#label.value;
    const labels = labelsByCount(this.#cells);
    const options = labels.map(([label, count]) => element('option', { value: label }, `${label} (${count})`));
    this.#label.replaceChildren(element('option', { value: '' }, 'all labels'), ...options);
    if (labels.some(([label]) => label === chosen)) this.#label.value = chosen;
    this.#draw();
  }

  #draw(): void {
    const grid = heatGrid(this.#cells, GRID, this.#label.value || null);
    paintCells(this.#heat, grid);
    const words = hottestInWords(grid);
    this.#most.textContent = `${grid.most} in a cell`;
    const unit = this.#spot.value === 'box' ? 'cells covered' : 'in all';
    this.#words.textContent = `${grid.total} ${unit}: ${words}.`;
    this.#heat.setAttribute('aria-label', `Heat map: ${words}`);
  }
}

function paintCells(canvas: HTMLCanvasElement, { columns, rows, counts, most }: HeatGrid): void {
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(columns, rows);
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue;
    // the root lets what is rare be seen beside what is frequent
    const share = Math.sqrt(count / most);
    image.data.set([...heatColour(share), 255 * (0.35 + (MOST_OPAQUE - 0.35) * share)], index * 4);
  }
  context.putImageData(image, 0, 0);
}

function paintLegend(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d')!;
  for (let step = 0; step < LEGEND_STEPS; step++) {
    context.fillStyle = `rgb(${heatColour(Math.sqrt(step / (LEGEND_STEPS - 1))).join(' ')})`;
    context.fillRect(step, 0, 1, 1);
  }
}
