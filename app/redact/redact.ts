import { copiedContainer } from '../../producer/encoding/copied-container.ts';
import { probeSource } from '../../producer/encoding/shown-frames.ts';
import { type Ffmpeg, findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { nameOf } from '../../results/export/video-stems.ts';
import { recordedVideoOf } from '../../shared/frame-pictures.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import type { WorkEvents } from '../events.ts';
import type { MediaSources } from '../pictures/media-sources.ts';
import { jsonBeside, madeBefore } from '../sources/made-before.ts';
import { jsonText, openFolder, writeContent, writeWhole } from '../sources/partial-file.ts';
import { requireSame } from '../sources/same-source.ts';
import { type SourceFailure, withSource } from '../sources/source-failure.ts';
import type { PlannedRun, PlannedVideo } from './plan-redaction.ts';
import { type RedactFacts, redactFactsSchema, redactKey } from './redact-facts.ts';
import type { RedactStyle } from './redact-order.ts';
import { type RedactedVideo, redactVideo } from './redact-video.ts';
import { type CoverOrder, RunCover } from './run-cover.ts';
import { spaceMarginText } from './space-margin.ts';

export interface RedactOptions extends RedactStyle {
  /** Where copies go; made where it is not there. */
  readonly folder: string;
  /** What is hidden. */
  readonly labels: readonly string[];
  /** Whether a video is refused of which frames were not looked at. */
  readonly isStrict: boolean;
  /** Who finds recordings. */
  readonly sources: Pick<MediaSources, 'find'>;
  readonly ffmpegPath: string | null;
  /** Whether copies that are there are made again. */
  readonly isForced: boolean;
  /** Ends it; copies that are whole stay. */
  readonly signal: AbortSignal;
}

export interface RedactSummary {
  readonly made: readonly RedactFacts[];
  /** That were there already. */
  readonly present: readonly RedactFacts[];
  /** Videos of which there is no copy. */
  readonly failures: readonly SourceFailure[];
}

/** Who knows what was seen. */
export interface RedactReaders {
  readonly reader: Pick<ResultsReader, 'frames'>;
  readonly tracks: Pick<TracksReader, 'boxes'>;
}

/**
 * Copies videos with what was seen in them hidden, each with a JSON beside it. One that fails is told of at the end; the others are
 * made.
 *
 * @throws {FfmpegError} `FFMPEG_MISSING`; {OutputError} `OUTPUT_UNWRITABLE`; {QueryError} as readers do
 * @throws the reason of `signal`
 */
export async function redact(
  readers: RedactReaders,
  videos: readonly PlannedVideo[],
  options: RedactOptions,
  events: Pick<WorkEvents, 'onProgress'>,
): Promise<RedactSummary> {
  const { folder, isForced, isStrict, labels, signal } = options;
  const ffmpeg = await findFfmpeg(options.ffmpegPath);
  await openFolder(folder);
  const there = isForced ? new Map<string, RedactFacts>() : await madeBefore(folder, redactFactsSchema, copyOf);
  const [made, present, failures]: [RedactFacts[], RedactFacts[], SourceFailure[]] = [[], [], []];
  for (const planned of videos) {
    signal.throwIfAborted();
    const { video, runs } = planned;
    const madeOf = redactKey(
      video.videoId,
      runs.map(({ run }) => run),
      labels,
      options,
    );
    const known = there.get(madeOf);
    if (known && !(isStrict && known.notLookedAt.frames > 0)) {
      present.push(known);
      continue;
    }
    const failure = await withSource(video.uri, async () => {
      made.push(await redactOne(ffmpeg, readers, planned, { ...options, madeOf }, events));
    });
    if (failure) failures.push(failure);
  }
  return { made, present, failures };
}

function copyOf({ copy }: RedactFacts): string {
  return copy;
}

async function redactOne(
  ffmpeg: Ffmpeg,
  readers: RedactReaders,
  { video, stem, runs }: PlannedVideo,
  options: RedactOptions & { readonly madeOf: string },
  { onProgress }: Pick<WorkEvents, 'onProgress'>,
): Promise<RedactFacts> {
  const { folder, how, labels, margin, marginSeconds, sources, madeOf } = options;
  const recorded = recordedVideoOf(video);
  const found = await sources.find(recorded);
  const source = await probeSource(ffmpeg, found.input, video);
  const copied = copiedContainer(found.input, source.facts.container);
  const covers = runs.flatMap((planned) => coverOf(readers, planned, { size: source.facts, marginSeconds }));
  const { frameCount } = video;
  const report = (done: number) => onProgress({ name: nameOf(video.uri), unit: 'frames', done, total: frameCount });
  const done: RedactedVideo[] = [];
  const { name, bytes } = await writeWhole(folder, async (path) => {
    const order = { ...options, ...copied, source, frameCount, covers, onProgress: report };
    done.push(await redactVideo(ffmpeg, order, path));
    await requireSame(sources, recorded, found);
    return `${stem}-redacted.${copied.ending}`;
  });
  const { frames, hiddenFrames, sound, unlooked } = done[0]!;
  const facts: RedactFacts = {
    ...{ copy: name, bytes, video: video.uri, videoId: video.videoId, runs: runs.map(({ run }) => run.runId) },
    ...{ labels, how, margin: spaceMarginText(margin), marginSeconds, frames, hiddenFrames, sound },
    notLookedAt: { frames: unlooked.frames, stretches: unlooked.stretches },
    madeOf,
  };
  await writeContent(folder, jsonBeside(name), jsonText(facts));
  return facts;
}

/** A run that is open has no objects, and one that did not look for any of the labels tells nothing. */
function coverOf(
  { reader, tracks }: RedactReaders,
  { run, labels }: PlannedRun,
  order: Pick<CoverOrder, 'size' | 'marginSeconds'>,
): RunCover[] {
  if (labels.length === 0) return [];
  const { runId, state, settings } = run;
  const isPartial = settings.roi !== undefined || settings.mask !== undefined;
  return [new RunCover(reader, state === 'complete' ? tracks : null, { ...order, runId, labels, isPartial })];
}
