import { launcherName } from '../../app/demo/bundle.ts';
import type { ClipScore } from '../../app/demo/clip-score.ts';
import type { DemoResult } from '../../app/demo/demo.ts';
import { sightingsByLabel } from '../../results/query/sightings.ts';
import type { DetectionRow } from '../../shared/questions.ts';
import { print, printJson } from './print.ts';
import { oneBatch } from './row.ts';
import { table } from './table.ts';

/**
 * Prints what the demo found: of a complete run its score, what was seen and when, and how to ask the same.
 *
 * @param home - for the commands to ask with; `null` where they find it by themselves
 */
export async function printDemo(result: DemoResult, isJson: boolean, home: string | null): Promise<void> {
  if (isJson) printJson(factsOf(result));
  else if (result.score) print(await demoReport(result, result.score, home));
}

function factsOf({ stored, score }: DemoResult): object {
  const { runId, state, sampledFrames, storedFrames, detections } = stored.run;
  const { precision = null, recall = null, ap50 = null } = score ?? {};
  const countsByLabel = Object.fromEntries(stored.counts.map((count) => [count.label, count.detections]));
  return { runId, state, sampledFrames, storedFrames, detections, precision, recall, ap50, countsByLabel };
}

async function demoReport(
  { stored: { run, counts, rows } }: DemoResult,
  { precision, recall, ap50, objects }: ClipScore,
  home: string | null,
): Promise<string> {
  const sightings = sightingsByLabel(rows);
  const seen = counts.map((count) => {
    const { best, segments } = sightings.get(count.label)!;
    const surest = `${best.confidence.toFixed(2)} at ${best.ptsSeconds.toFixed(2)} s`;
    return { ...count, best: surest, seen: `${segments.map(stretchText).join(', ')} s` };
  });
  return [
    `  against the truth: recall ${percent(recall)} of ${objects} objects, precision ${percent(precision)}, AP50 ${percent(ap50)}`,
    '',
    ...(await tableText(seen)),
    'Ask the same, and more:',
    ...questions(run.runId, rows).map((question) => `  ${launcherName()} ${placed(question, home)}`),
    '',
  ].join('\n');
}

function questions(runId: string, rows: readonly DetectionRow[]): string[] {
  const best = rows.toSorted((a, b) => b.confidence - a.confidence)[0];
  return [
    `count --run ${runId}`,
    ...(best
      ? [
          `count --run ${runId} --label ${best.label} --by second`,
          `query --run ${runId} --from ${hundredth(best.ptsSeconds)} --limit 5`,
        ]
      : []),
    'detect VIDEO',
  ];
}

/** A command for a home, which comes behind the command's name. */
function placed(question: string, home: string | null): string {
  return home === null ? question : question.replace(/^\w+/, (command) => `${command} --home '${home}'`);
}

async function tableText(rows: readonly Readonly<Record<string, unknown>>[]): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of table(oneBatch(rows))) texts.push(text);
  return texts;
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
