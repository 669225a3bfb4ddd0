import type { HeatCell } from '../../../shared/questions.ts';
import { type Html, html } from './html.ts';

/** Steps of colour; the style has a colour for each. */
export const HEAT_LEVELS = 6;

/**
 * Where detections of a label lie in the picture: a cell is the more coloured the more there are.
 *
 * @param cells - of this label
 * @param scene - the id of a picture that lies behind it; `null`: none
 * @param text - says what is seen, for those who do not see it
 */
export function heatSvg(
  cells: readonly HeatCell[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
  scene: string | null,
  text: string,
): Html {
  const most = cells.reduce((a, { detections }) => Math.max(a, detections), 0);
  const levels = Array.from({ length: HEAT_LEVELS }, () => [] as string[]);
  for (const { column, row, detections } of cells) {
    if (detections > 0) levels[levelOf(detections, most)]!.push(`M${column} ${row}h1v1h-1z`);
  }
  const paths = levels.map((d, level) => (d.length > 0 ? html`<path class="h${level}" d="${d.join('')}"/>` : null));
  const behind = scene === null ? null : html`<use href="#${scene}" width="${columns}" height="${rows}"/>`;
  return html`<svg role="img" aria-label="${text}" viewBox="0 0 ${columns} ${rows}" preserveAspectRatio="none">${behind}${paths}</svg>`;
}

/** Many are few times as much as few: the step goes by the root. */
function levelOf(detections: number, most: number): number {
  return Math.min(HEAT_LEVELS - 1, Math.floor(Math.sqrt(detections / most) * HEAT_LEVELS));
}
