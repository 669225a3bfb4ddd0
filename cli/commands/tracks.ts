import { parseTrackFilter } from '../../results/analysis/questions/track-filters.ts';
import type { TrackScore } from '../../results/analysis/scoring/score-tracks.ts';
import { ConfigError } from '../../shared/errors.ts';
import { defineCommand } from '../define-command.ts';
import { type FlagValues, flagName, optionalFlag, toggle, withoutVariables } from '../flags/flag.ts';
import { rawFilterOf, storeFlags } from '../flags/store-flags.ts';
import { objectFilter, runArgument, trackFilters } from '../flags/track-flags.ts';
import { path, positive } from '../flags/values.ts';
import { zonesFlag } from '../flags/zones-flag.ts';

const motFile = path('a MOTChallenge file');
const ownFlags = withoutVariables({
  boxes: toggle('list where the objects were in each frame'),
  truth: optionalFlag('<file>', 'score the tracks against this truth in MOTChallenge format', motFile),
  mot: optionalFlag('<file>', 'take the detections, or tracks, of a MOTChallenge file in place of the store', motFile),
  fps: optionalFlag('<f>', 'with --mot: frames a second', positive(), { otherwise: 'of seqinfo.ini beside it, or 25' }),
});
const flags = { ...storeFlags, ...trackFilters, zones: zonesFlag, ...ownFlags };
type Values = FlagValues<typeof flags>;

/** `framefleet tracks`: boxes joined over time into objects. */
export const command = defineCommand(runArgument, flags, async (values, [runs]: readonly [readonly string[]]) => {
  const { mot, fps, truth } = values;
  const written = rawFilterOf(trackFilters, values);
  if (mot !== null) {
    const filters = Object.keys(written).map((key) => flagName(key));
    refuse([...runs, ...filters, ...(values.boxes ? ['--boxes'] : [])], 'no runs, filters and `--boxes` with `--mot`');
    await printMot({ ...values, mot });
    return undefined;
  }
  refuse(fps === null ? [] : ['--fps'], '`--fps` with `--mot` only: a run has times of its own');
  const { readZones } = await import('../../app/tracks/read-zones.ts');
  const filter = objectFilter(written, runs, await readZones(values.home, values.zones));
  parseTrackFilter(filter, flagName);
  const { printObjects, withTracks } = await import('../output/track-answer.ts');
  const { trackBoxColumns, trackColumns } = await import('../output/columns/track-columns.ts');
  if (truth !== null) {
    const { scoreRun } = await import('../../app/tracks/score-run.ts');
    await printScore(await withTracks(values, async (reader) => scoreRun(await reader.boxes(filter), truth)), values);
  } else if (values.boxes) await printObjects(values, filter, (reader, asked) => reader.boxes(asked), trackBoxColumns);
  else await printObjects(values, filter, (reader, asked) => reader.tracks(asked), trackColumns);
  return undefined;
});

async function printMot(values: Values & { readonly mot: string }): Promise<void> {
  const { tracksOfMotFile } = await import('../../app/tracks/mot-file.ts');
  const { boxes, score } = await tracksOfMotFile(values);
  if (score) return printScore(score, values);
  const { print, printJson } = await import('../output/print.ts');
  const { motText } = await import('../../results/analysis/scoring/mot-text.ts');
  if (values.json) printJson(boxes);
  else print(motText(boxes));
}

async function printScore(score: TrackScore, { json }: Values): Promise<void> {
  const { trackScoreReport } = await import('../output/track-score-report.ts');
  const { printReport } = await import('../output/print.ts');
  printReport(score, json, trackScoreReport);
}

function refuse(given: readonly string[], expected: string): void {
  if (given.length === 0) return;
  throw new ConfigError('CONFIG_INVALID', `Expected ${expected}, got \`${given.join('`, `')}\`.`);
}
