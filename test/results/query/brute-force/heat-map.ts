import type { HeatCell } from '../../../../shared/questions.ts';
import { bruteForce, type Found } from './answer.ts';
import type { Question } from './question.ts';
import type { StoredFrame } from './stored.ts';

/** Into how many cells a picture is parted, and what of a box counts. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly spot: 'bottom' | 'center' | 'box';
}

/** The cells in which detections lie, each detection held against each cell by itself. */
export function heatMapByHand(frames: readonly StoredFrame[], question: Question, grid: Grid): HeatCell[] {
  const counts = new Map<string, number>();
  for (const one of bruteForce(frames, question)) {
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        if (!isIn(one, column, row, grid)) continue;
        const key = JSON.stringify([one.label, row, column]);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  const cells = [...counts].map(([key, detections]): HeatCell => {
    const [label, row, column] = JSON.parse(key) as [string, number, number];
    return { label, column, row, detections };
  });
  return cells.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.row - b.row || a.column - b.column));
}

function isIn({ box, frame }: Found, column: number, row: number, { columns, rows, spot }: Grid): boolean {
  const [x1, y1, x2, y2] = box;
  const middle = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  const across: [number, number] = spot === 'box' ? [x1, x2] : [middle.x, middle.x];
  const down: [number, number] = spot === 'box' ? [y1, y2] : spot === 'bottom' ? [y2, y2] : [middle.y, middle.y];
  return reaches(across, column, columns, frame.width) && reaches(down, row, rows, frame.height);
}

/** Whether a stretch lies in one of the cells of a side, in part; the first and the last cell have no end outwards. */
function reaches([from, to]: [number, number], cell: number, count: number, side: number): boolean {
  const begin = cell === 0 ? Number.NEGATIVE_INFINITY : (cell * side) / count;
  const end = cell === count - 1 ? Number.POSITIVE_INFINITY : ((cell + 1) * side) / count;
  if (from === to) return from >= begin && from < end;
  return from < end && to > begin;
}
