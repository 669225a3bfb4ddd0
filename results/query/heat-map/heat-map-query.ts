import type { HeatMapFilter } from '../filter/filters.ts';
import { matching, OWN_SIZES } from '../match/matching.ts';
import type { ResolvedFilter } from '../match/resolved-filter.ts';
import { sideOf } from '../match/zone-condition.ts';
import type { SqlQuery } from '../sql.ts';

/** Into how many cells the picture is parted, and what of a box counts. */
export type HeatMapChoice = Pick<HeatMapFilter, 'columns' | 'rows' | 'spot'>;

/**
 * How many detections lie in each cell of the picture, label by label; cells without any are left out.
 *
 * Each frame is parted by its own size, so that videos of several sizes lie over each other. What lies beyond the edge of the picture
 * counts to the cell at that edge.
 */
export function heatMapQuery(filter: ResolvedFilter, { columns, rows, spot }: HeatMapChoice): SqlQuery {
  const across = spot === 'box' ? 'all' : 'middle';
  const [left, right] = cellsOf('x', { count: columns, side: sideOf('width'), part: across });
  const [top, bottom] = cellsOf('y', { count: rows, side: sideOf('height'), part: DOWNWARDS[spot] });
  return {
    sql: `
      WITH placed AS (
        SELECT d.label_no, ${left} AS first_column, ${right} AS last_column, ${top} AS first_row, ${bottom} AS last_row, count(*) AS found
        FROM (${matching(filter)}) d ${OWN_SIZES}
        GROUP BY ALL
      ), across AS (
        SELECT label_no, unnest(generate_series(first_column, last_column)) AS cell_column, first_row, last_row, found FROM placed
      ), cells AS (
        SELECT label_no, cell_column, unnest(generate_series(first_row, last_row)) AS cell_row, found FROM across
      )
      SELECT l.label, c.cell_column::DOUBLE AS "column", c.cell_row::DOUBLE AS "row", sum(c.found)::DOUBLE AS detections
      FROM cells c JOIN labels l ON l.label_no = c.label_no
      GROUP BY l.label, c.cell_column, c.cell_row
      ORDER BY l.label, c.cell_row, c.cell_column`,
    values: {},
  };
}

/** What of a box counts along one side of the picture. */
type Part = 'middle' | 'end' | 'all';
const DOWNWARDS: Readonly<Record<HeatMapChoice['spot'], Part>> = { bottom: 'end', center: 'middle', box: 'all' };

/** The first and the last cell of a box along one side of the picture. */
function cellsOf(
  axis: 'x' | 'y',
  { count, side, part }: { readonly count: number; readonly side: string; readonly part: Part },
): [first: string, last: string] {
  const inCells = (place: string) => `(${place} * ${count} / ${side})`;
  const clamped = (cell: string) => `least(greatest(${cell}, 0), ${count - 1})::INTEGER`;
  const [low, high] = [`d.${axis}1::DOUBLE`, `d.${axis}2::DOUBLE`];
  if (part === 'all') {
    const first = `floor(${inCells(low)})`;
    // a box that ends where a cell begins does not lie in it
    return [clamped(first), clamped(`greatest(${first}, ceil(${inCells(high)}) - 1)`)];
  }
  const cell = clamped(`floor(${inCells(part === 'end' ? high : `((${low} + ${high}) / 2)`)})`);
  return [cell, cell];
}
