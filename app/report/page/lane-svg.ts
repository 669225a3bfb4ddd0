import { type Html, html } from './html.ts';

/** Of a drawing of bars, which is stretched to the width that there is. */
const HEIGHT = 32;
const COVERAGE_COLUMNS = 480;
/** Of several things in one column the last is shown: what is too short to be seen, and was not looked at, is shown all the same. */
const RISING = ['nothing', 'looked', 'found', 'outside', 'missing', 'dropped', 'failed'];
const LOOKED = ['nothing', 'looked', 'found'];

/** What of a run was looked at, or was not and why. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: string;
}

/** The span of time that a drawing covers. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function isLooked({ state }: Pick<Stretch, 'state'>): boolean {
  return LOOKED.includes(state);
}

/**
 * Bars over time; where nobody looked the ground is another one.
 *
 * @param bins - of equal length, over all of `span`
 * @param text - says what is seen, for those who do not see it
 */
export function barsSvg(bins: readonly number[], span: Span, stretches: readonly Stretch[], text: string): Html {
  const most = bins.reduce((a, b) => Math.max(a, b), 0);
  const bars = bins.map((value, bin) => {
    if (value === 0) return '';
    const height = Math.max(1, Math.round((value / most) * HEIGHT));
    return `M${bin} ${HEIGHT}v-${height}h1v${height}z`;
  });
  const gaps = stretches.filter((stretch) => !isLooked(stretch)).map((stretch) => ({ ...stretch, state: 'gap' }));
  const ground = areas(columnsOf(gaps, span, bins.length));
  return drawing(bins.length, text, html`${ground}<path class="bar" d="${bars.join('')}"/>`);
}

/** Where something was found, where nothing was, and what was not looked at and why, by colour. @param stretches - in order */
export function coverageSvg(stretches: readonly Stretch[], span: Span, text: string): Html {
  const columns = columnsOf(stretches, span, COVERAGE_COLUMNS);
  // one stretch lasts until the first frame of the next
  const end = columns.findLastIndex((state) => state !== null);
  for (let column = 1; column < end; column++) columns[column] ??= columns[column - 1]!;
  return drawing(COVERAGE_COLUMNS, text, areas(columns));
}

function drawing(width: number, text: string, inside: Html): Html {
  return html`<svg role="img" aria-label="${text}" viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none">${inside}</svg>`;
}

/** What is shown in each column of a drawing; `null`: nothing. */
function columnsOf(stretches: readonly Stretch[], { from, to }: Span, count: number): (string | null)[] {
  const columns: (string | null)[] = Array.from({ length: count }, () => null);
  for (const stretch of stretches) {
    if (stretch.to < from || stretch.from >= to) continue;
    const place = (at: number) => ((at - from) / (to - from)) * count;
    const first = Math.max(0, Math.floor(place(stretch.from)));
    const end = Math.min(count, Math.max(first + 1, Math.ceil(place(stretch.to))));
    for (let column = first; column < end; column++) {
      const shown = columns[column];
      if (!shown || RISING.indexOf(stretch.state) >= RISING.indexOf(shown)) columns[column] = stretch.state;
    }
  }
  return columns;
}

/** Columns as areas, one path for each thing that is shown. */
function areas(columns: readonly (string | null)[]): Html {
  const paths = new Map<string, string>();
  for (let first = 0, next = 1; first < columns.length; first = next++) {
    while (next < columns.length && columns[next] === columns[first]) next++;
    const state = columns[first];
    const [width, path] = [next - first, state ? (paths.get(state) ?? '') : ''];
    if (state) paths.set(state, `${path}M${first} 0h${width}v${HEIGHT}h-${width}z`);
  }
  return html`${[...paths].map(([state, path]) => html`<path class="is-${state}" d="${path}"/>`)}`;
}
