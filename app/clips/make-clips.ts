import { probeSource } from '../../producer/encoding/shown-frames.ts';
import { type Ffmpeg, findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { nameOf, stemsOf } from '../../results/export/video-stems.ts';
import { groupBy } from '../../results/query/group-by.ts';
import { recordedVideoOf } from '../../shared/frame-pictures.ts';
import type { RunVideo } from '../../shared/frame-rows.ts';
import { type RawFilter, runFilterOf } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { RunRecord } from '../../shared/run.ts';
import type { WorkEvents } from '../events.ts';
import type { MediaSources } from '../pictures/media-sources.ts';
import { boxFilterOf } from '../sources/box-filters.ts';
import { jsonBeside, madeBefore } from '../sources/made-before.ts';
import { jsonText, openFolder, writeContent } from '../sources/partial-file.ts';
import { requireSame } from '../sources/same-source.ts';
import { type SourceFailure, withSource } from '../sources/source-failure.ts';
import { type ClipFacts, type ClipStyle, clipFactsSchema, clipKey, clipName } from './clip-facts.ts';
import { type ClipWindow, clipWindows } from './clip-windows.ts';
import { cutClips } from './cut-clips.ts';
import { FrameBoxes } from './frame-boxes.ts';
import { paintRow } from './paint-row.ts';

export interface ClipsOptions extends ClipStyle {
  /** Where clips go; made where it is not there. */
  readonly folder: string;
  /** As `segments` takes it. */
  readonly filter: RawFilter;
  /** What is shown before and after each stretch. */
  readonly padSeconds: number;
  /** Who finds recordings. */
  readonly sources: Pick<MediaSources, 'find'>;
  readonly ffmpegPath: string | null;
  /** Whether clips that are there are made again. */
  readonly isForced: boolean;
  /** Ends it; clips that are whole stay. */
  readonly signal: AbortSignal;
}

export interface ClipsSummary {
  readonly made: readonly ClipFacts[];
  /** How many were there already. */
  readonly present: number;
  /** Sources that could not be read. */
  readonly failures: readonly SourceFailure[];
}

/** What is cut out of the video of a run. */
interface RunClips {
  readonly run: RunRecord;
  readonly video: RunVideo;
  readonly stem: string;
  readonly windows: readonly ClipWindow[];
}

/**
 * Cuts the answer of `segments` out of its recordings: a clip for each stretch, with a JSON beside it. A source that cannot be read is
 * told of at the end; the clips of others are made.
 *
 * @throws {QueryError} for filters, as `ResultsReader.segments` does; {FfmpegError} `FFMPEG_MISSING`; {OutputError} `OUTPUT_UNWRITABLE`
 * @throws the reason of `signal`
 */
export async function makeClips(
  reader: ResultsReader,
  options: ClipsOptions,
  events: Pick<WorkEvents, 'onProgress'>,
): Promise<ClipsSummary> {
  const { folder, filter, isForced, signal } = options;
  const ffmpeg = await findFfmpeg(options.ffmpegPath);
  const runs = await runClips(reader, filter, options.padSeconds);
  await openFolder(folder);
  const there = isForced ? new Map<string, ClipFacts>() : await madeBefore(folder, clipFactsSchema, ({ clip }) => clip);
  const [made, failures]: [ClipFacts[], SourceFailure[]] = [[], []];
  let present = 0;
  for (const clips of runs) {
    signal.throwIfAborted();
    const keyOf = (window: ClipWindow) => clipKey(clips.run, window, options, boxFilterOf(filter));
    const windows = clips.windows.filter((window) => !there.has(keyOf(window)));
    present += clips.windows.length - windows.length;
    if (windows.length === 0) continue;
    const failure = await withSource(clips.video.uri, () =>
      cutRun(ffmpeg, reader, { ...clips, windows }, { ...options, keyOf, onMade: (facts) => made.push(facts) }, events),
    );
    if (failure) failures.push(failure);
  }
  return { made, present, failures };
}

async function runClips(reader: ResultsReader, filter: RawFilter, padSeconds: number): Promise<RunClips[]> {
  const segments = groupBy(await reader.segments(filter), ({ runId }) => runId);
  const records = new Map((await reader.runs(runFilterOf(filter))).map((run) => [run.runId, run]));
  const videos = (await reader.runVideos(runFilterOf(filter))).filter(({ runId }) => segments.has(runId));
  const stems = stemsOf(videos);
  return videos.flatMap((video, index) => {
    const run = records.get(video.runId);
    const windows = clipWindows(segments.get(video.runId)!, padSeconds);
    return run ? [{ run, video, stem: stems[index]!, windows }] : [];
  });
}

interface CutControl extends ClipsOptions {
  readonly keyOf: (window: ClipWindow) => string;
  readonly onMade: (facts: ClipFacts) => void;
}

async function cutRun(
  ffmpeg: Ffmpeg,
  reader: ResultsReader,
  { run, video, stem, windows }: RunClips,
  { folder, filter, sources, speed, hasBoxes, signal, keyOf, onMade }: CutControl,
  { onProgress }: Pick<WorkEvents, 'onProgress'>,
): Promise<void> {
  const recorded = recordedVideoOf(video);
  const found = await sources.find(recorded);
  const source = await probeSource(ffmpeg, found.input, video);
  const boxes = hasBoxes ? new FrameBoxes(reader, { ...boxFilterOf(filter), run: run.runId }) : null;
  const total = framesIn(windows, video);
  let done = 0;
  await cutClips(ffmpeg, {
    ...{ source, windows, speed, folder, signal },
    requireSame: () => requireSame(sources, recorded, found),
    paint:
      boxes &&
      (async ({ frame, seconds }) => {
        const row = await boxes.at(frame.frameIndex, seconds);
        if (row) paintRow(frame.pixels, source.facts, row);
      }),
    onFrame: () => onProgress({ name: nameOf(video.uri), unit: 'frames', done: ++done, total: Math.max(total, done) }),
    nameOf: (cut) => clipName(stem, cut, { speed, hasBoxes }),
    async onClip(window, cut, { name, bytes }) {
      const { segments } = window;
      const { runId, videoId, uri, recordedAt } = video;
      const facts: ClipFacts = {
        ...{ clip: name, bytes, video: uri, videoId, runId, ...cut, startsAt: momentAt(recordedAt, cut.start) },
        ...{ speed, boxes: hasBoxes, filter, segments, madeOf: keyOf(window) },
      };
      await writeContent(folder, jsonBeside(name), jsonText(facts));
      onMade(facts);
    },
  });
}

/** As far as the rate tells. */
function framesIn(windows: readonly ClipWindow[], { fpsNum, fpsDen, frameCount }: RunVideo): number {
  const seconds = windows.reduce((sum, { from, to }) => sum + to - Math.max(0, from), 0);
  const frames = windows.length + Math.ceil((seconds * fpsNum) / fpsDen);
  return Math.min(frames, frameCount ?? frames);
}

function momentAt(recordedAt: string | null, seconds: number): string | null {
  return recordedAt === null ? null : new Date(Date.parse(recordedAt) + seconds * 1000).toISOString();
}
