import type { CountRow } from '../../shared/questions.ts';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of so many letters, to an eighth of one; of what is not 0, never nothing. */
export function bar(letters: number): string {
  const eighths = letters > 0 ? Math.max(1, Math.round(letters * 8)) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** How many detections, a bar for each row; the longest takes the whole width. */
export function countBars(rows: readonly CountRow[], width: number): string[] {
  const counts = rows.map(({ detections }) => Number(detections ?? 0));
  const most = Math.max(1, ...counts);
  return counts.map((count) => bar((width * count) / most));
}
