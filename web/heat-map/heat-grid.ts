import type { HeatCell } from '../../shared/questions.ts';

/** How many detections lie in each cell, row by row. */
export interface HeatGrid {
  readonly columns: number;
  readonly rows: number;
  readonly counts: Float64Array;
  readonly most: number;
  readonly total: number;
}

/** The cells of one label, or of all (`null`). */
export function heatGrid(
  cells: readonly HeatCell[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
  label: string | null,
): HeatGrid {
  const counts = new Float64Array(columns * rows);
  for (const cell of cells) {
    if (label === null || cell.label === label) counts[cell.row * columns + cell.column]! += cell.detections;
  }
  return { columns, rows, counts, most: Math.max(0, ...counts), total: counts.reduce((sum, count) => sum + count, 0) };
}

/** Labels by how often they were found, the most frequent first. */
export function labelsByCount(cells: readonly HeatCell[]): readonly [label: string, detections: number][] {
  const counts = new Map<string, number>();
  for (const { label, detections } of cells) counts.set(label, (counts.get(label) ?? 0) + detections);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** Where most of it lies, in words: for who does not see colours. */
export function hottestInWords({ columns, rows, counts, total }: HeatGrid): string {
  const areas = new Map<string, number>();
  for (const [index, count] of counts.entries()) {
    const name = areaOf((index % columns) / columns, Math.floor(index / columns) / rows);
    areas.set(name, (areas.get(name) ?? 0) + count);
  }
  const shares = [...areas].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return shares.map(([name, count]) => `${name} ${Math.round((count / total) * 100)} %`).join(', ') || 'nothing found';
}

function areaOf(across: number, down: number): string {
  const third = (share: number) => Math.min(2, Math.floor(share * 3));
  return `${['top', 'middle', 'bottom'][third(down)]} ${['left', 'centre', 'right'][third(across)]}`;
}
