import { launcherName } from '../../app/demo/bundle.ts';
import type { ClipScore } from '../../app/demo/clip-score.ts';
import { type DemoResult, demoFacts } from '../../app/demo/demo-result.ts';
import { sightingsByLabel } from '../../results/query/sightings.ts';
import type { DetectionRow } from '../../shared/questions.ts';
import { print, printJson } from './print.ts';
import { plainTable } from './table.ts';

/**
 * Prints what the demo found: of a complete run its score, what was seen and when, and how to ask the same.
 *
 * @param home - for the commands to ask with; `null` where they find it by themselves
 */
export function printDemo(result: DemoResult, isJson: boolean, home: string | null): void {
  if (isJson) printJson(demoFacts(result));
  else if (result.score) print(demoReport(result, result.score, home));
}

function demoReport(
  { stored: { run, counts, rows } }: DemoResult,
  { precision, recall, ap50, objects }: ClipScore,
  home: string | null,
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
    plainTable(seen),
    'Ask the same, and more:',
    ...questions(run.runId, rows, home === null ? '' : ` --home '${home}'`).map((ask) => `  ${launcherName()} ${ask}`),
    '',
  ].join('\n');
}

/** Commands to ask with. @param place - what stands behind each command's name */
function questions(runId: string, rows: readonly DetectionRow[], place: string): string[] {
  const best = rows.toSorted((a, b) => b.confidence - a.confidence)[0];
  const aboutBest = best && [
    `count${place} --run ${runId} --label ${best.label} --by second`,
    `query${place} --run ${runId} --from ${hundredth(best.ptsSeconds)} --limit 5`,
  ];
  return [`count${place} --run ${runId}`, ...(aboutBest ?? []), `detect${place} VIDEO`];
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
