import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nameOf, stemsOf } from '../../results/export/video-stems.ts';
import { groupBy } from '../../results/query/group-by.ts';
import { QueryError } from '../../shared/errors.ts';
import type { RunVideo } from '../../shared/frame-rows.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { RunRecord } from '../../shared/run.ts';

/** A run and which of the labels it looked for. */
export interface PlannedRun {
  readonly run: RunRecord;
  readonly labels: readonly string[];
}

/** A video that is copied, and all runs over it that are asked for. */
export interface PlannedVideo {
  readonly video: RunVideo;
  readonly stem: string;
  readonly runs: readonly PlannedRun[];
}

/**
 * Which videos are copied, and what runs over them are to hide.
 *
 * @param names - of videos: ids, addresses, file names, or paths of files that are there; none: all that the filter leaves
 * @param filter - run, video
 * @param labels - what is hidden
 * @throws {QueryError} `RUN_NOT_FOUND`; `QUERY_INVALID` for a label that none of the runs knows
 */
export async function planRedaction(
  reader: Pick<ResultsReader, 'runs' | 'runVideos'>,
  names: readonly string[],
  filter: RawFilter,
  labels: readonly string[],
): Promise<PlannedVideo[]> {
  const asked = names.length === 0 ? [filter] : names.map((name) => ({ ...filter, video: addressOf(name) }));
  const runs = new Map<string, RunRecord>();
  const rows = new Map<string, RunVideo>();
  for (const one of asked) {
    for (const run of await reader.runs(one)) runs.set(run.runId, run);
    for (const row of await reader.runVideos(one)) rows.set(row.runId, row);
  }
  requireKnown(labels, [...rows.values()]);
  const videos = [...groupBy([...rows.values()], ({ videoId }) => videoId).values()];
  const stems = stemsOf(videos.map(([first]) => first!));
  return videos.map((ofVideo, index) => ({
    video: ofVideo.at(-1)!,
    stem: stems[index]!,
    runs: ofVideo.flatMap(({ runId, labels: known }) => {
      const run = runs.get(runId);
      return run ? [{ run, labels: labels.filter((label) => known.includes(label) && isKept(label, run)) }] : [];
    }),
  }));
}

/** What the store calls a video: a path that leads to a file is told in full. */
function addressOf(name: string): string {
  return existsSync(name) ? resolve(name) : name;
}

/** A run may have been told to keep some labels only. */
function isKept(label: string, { settings }: RunRecord): boolean {
  return settings.classes.length === 0 || settings.classes.includes(label);
}

function requireKnown(labels: readonly string[], videos: readonly RunVideo[]): void {
  const known = new Set(videos.flatMap((video) => video.labels));
  const unknown = labels.filter((label) => !known.has(label));
  if (unknown.length === 0 || videos.length === 0) return;
  const among = [...new Set(videos.map(({ uri }) => nameOf(uri)))].slice(0, 3).join(', ');
  throw new QueryError(
    'QUERY_INVALID',
    `Expected \`--labels\` that the models know which saw ${among}, got \`${unknown.join('`, `')}\`.`,
  );
}
