import type { StoredRun } from '../../app/demo/ask-run.ts';
import { launcherName } from '../../app/demo/bundle.ts';
import type { ClipScore } from '../../app/demo/clip-score.ts';
import { DEFAULT_HOME, homeOf } from '../../app/home.ts';
import { sightingsByLabel } from '../../results/query/sightings.ts';
import { oneBatch } from '../commands/ask-store.ts';
import { table } from './table.ts';

/** What the demo shows of a complete run: its score, what was seen and when, and how to ask the same. */
export async function demoReport(
  { run, counts, rows }: StoredRun,
  { precision, recall, ap50, objects }: ClipScore,
  options: { readonly home?: unknown },
): Promise<string> {
  const sightings = sightingsByLabel(rows);
  const seen = counts.map((count) => {
    const { best, segments } = sightings.get(count.label)!;
    const surest = `${best.confidence.toFixed(2)} at ${best.ptsSeconds.toFixed(2)} s`;
    return { ...count, best: surest, seen: `${segments.map(stretchText).join(', ')} s` };
  });
  const home = homeOf(options);
  const place = home === (process.env.FRAMEFLEET_HOME ?? DEFAULT_HOME) ? '' : ` --home '${home}'`;
  const ask = (verb: string) => `  ${launcherName()} ${verb}${place}`;
  const best = rows.toSorted((a, b) => b.confidence - a.confidence)[0];
  return [
    `  against the truth: recall ${percent(recall)} of ${objects} objects, precision ${percent(precision)}, AP50 ${percent(ap50)}`,
    '',
    ...(await tableText(seen)),
    'Ask the same, and more:',
    `${ask('count')} --run ${run.runId}`,
    ...(best
      ? [
          `${ask('count')} --run ${run.runId} --label ${best.label} --by second`,
          `${ask('query')} --run ${run.runId} --from ${hundredth(best.ptsSeconds)} --limit 5`,
        ]
      : []),
    `${ask('detect')} VIDEO`,
    '',
  ].join('\n');
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
