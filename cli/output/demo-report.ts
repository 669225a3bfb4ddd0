import type { StoredRun } from '../../app/demo/ask-run.ts';
import type { ClipScore } from '../../app/demo/clip-score.ts';
import { type DemoResult, demoFacts } from '../../app/demo/demo-result.ts';
import { sightingsByLabel } from '../../results/query/sightings.ts';
import type { DetectionRow } from '../../shared/questions.ts';
import { type Column, numbers, words } from './columns/column.ts';
import { type Asking, labelFlag } from './next-questions.ts';
import { print, printJson } from './print.ts';
import { columnTable } from './table.ts';

/**
 * Prints what the demo found: of a complete run its score, what was seen and when, and how to ask the same.
 */
export function printDemo(result: DemoResult, isJson: boolean, ask: Asking): void {
  if (isJson) printJson(demoFacts(result));
  else if (result.score) print(demoReport(result, result.score, ask));
}

function demoReport(
  { stored: { run, counts, rows } }: DemoResult,
  { precision, recall, ap50, objects }: ClipScore,
  ask: Asking,
): string {
  const sightings = sightingsByLabel(rows);
  const seen = counts.map((count) => {
    const { best, segments } = sightings.get(count.label)!;
    const surest = `${best.confidence.toFixed(2)} at ${best.ptsSeconds.toFixed(2)} s`;
    return { ...count, best: surest, seen: `${segments.map(stretchText).join(', ')} s` };
  });
  return [
    `  against the truth: recall ${percent(recall)} of ${objects} objects, precision ${percent(precision)}, AP50 ${percent(ap50)}`,
    '',
    columnTable(SEEN_COLUMNS, seen),
    'Ask the same, and more:',
    ...questions(run.runId, rows, ask).map((question) => `  ${question}`),
    '',
  ].join('\n');
}

type Seen = StoredRun['counts'][number] & Readonly<Record<'best' | 'seen', string>>;

const SEEN_COLUMNS: readonly Column<Seen>[] = [
  words('label', 5, ({ label }) => label, 12),
  numbers('detections', 4, ({ detections }) => detections),
  numbers('frames', 2, ({ frames }) => frames),
  words('best', 1, ({ best }) => best),
  words('seen', 3, ({ seen }) => seen, 20),
];

/** Commands to ask with. */
function questions(runId: string, rows: readonly DetectionRow[], ask: Asking): string[] {
  const best = rows.toSorted((a, b) => b.confidence - a.confidence)[0];
  const aboutBest = best && [
    ask('count', '--run', runId, ...labelFlag(best.label), '--by', 'second'),
    ask('query', '--run', runId, '--from', hundredth(best.ptsSeconds), '--limit', '5'),
  ];
  return [ask('count', '--run', runId), ...(aboutBest ?? []), ask('detect', 'VIDEO')];
}

/** `3.2-5.0`, or `3.2` for a moment. */
function stretchText([from, to]: readonly [number, number]): string {
  const [start, end] = [from.toFixed(1), to.toFixed(1)];
  return start === end ? start : `${start}-${end}`;
}

/** Rounded down, so that a frame of that time is asked for too. */
function hundredth(seconds: number): string {
  return (Math.floor(seconds * 100) / 100).toFixed(2);
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(100 * share).toFixed(1)} %`;
}
