import type { FrameRow, RunVideo } from '../../shared/frame-rows.ts';
import { type RawFilter, runFilterOf } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { ExportFrame, ExportSource, ExportVideo } from './export-source.ts';
import type { TrackIds } from './track-ids.ts';
import { nameOf, stemsOf } from './video-stems.ts';

export interface SourceOptions {
  /** As `ResultsReader.frames` takes it. */
  readonly filter: RawFilter;
  /** Whether frames in which the filter leaves nothing are left out. */
  readonly isFoundOnly: boolean;
  /** Which object each detection of a run belongs to; `null`: nobody asks. Asked for before the run is read. */
  readonly trackIdsOf: ((runId: string) => Promise<TrackIds | null>) | null;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Called with what is read. @param walk - 1 for the first time that a video is read */
  readonly onRead: (frames: readonly ExportFrame[], walk: number) => void;
}

/**
 * What is exported, as a reader of results gives it.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`; reading frames: what `ResultsReader.frames` throws
 */
export async function openExportSource(reader: ResultsReader, options: SourceOptions): Promise<ExportSource> {
  const rows = await reader.runVideos(runFilterOf(options.filter));
  const stems = stemsOf(rows);
  return new ReaderSource(
    reader,
    rows.map((row, index) => videoOf(row, stems[index]!)),
    options,
  );
}

class ReaderSource implements ExportSource {
  readonly videos: readonly ExportVideo[];
  readonly #reader: ResultsReader;
  readonly #options: SourceOptions;
  readonly #walks = new Map<string, number>();

  constructor(reader: ResultsReader, videos: readonly ExportVideo[], options: SourceOptions) {
    this.#reader = reader;
    this.videos = videos;
    this.#options = options;
  }

  async *frames(video: ExportVideo): AsyncGenerator<readonly ExportFrame[]> {
    const { filter, isFoundOnly, trackIdsOf, signal, onRead } = this.#options;
    const { runId } = video;
    const walk = (this.#walks.get(runId) ?? 0) + 1;
    this.#walks.set(runId, walk);
    const trackIds = (await trackIdsOf?.(runId)) ?? null;
    for await (const rows of await this.#reader.frames({ ...filter, only: runId })) {
      signal.throwIfAborted();
      const frames = rows.map((row) => frameOf(row, video, trackIds));
      onRead(frames, walk);
      yield isFoundOnly ? frames.filter(({ detections }) => detections.length > 0) : frames;
    }
  }
}

/** Of a video that does not say its rate, as most tools have it. */
const USUAL_RATE = { fpsNum: 25, fpsDen: 1 };

function videoOf(row: RunVideo, stem: string): ExportVideo {
  return { ...row, ...(row.fpsNum === 0 ? USUAL_RATE : {}), name: nameOf(row.uri), stem };
}

function frameOf(row: FrameRow, video: ExportVideo, trackIds: TrackIds | null): ExportFrame {
  const { frameIndex, ptsSeconds, width, height, detections } = row;
  const ids = trackIds?.of(row, [video.width / width, video.height / height]);
  return {
    ...{ frameIndex, ptsSeconds, width, height },
    detections: detections.map(({ classId, label, confidence, x1, y1, x2, y2 }, index) => ({
      ...{ classId, label, confidence },
      box: [x1, y1, x2, y2],
      trackId: ids?.[index] ?? null,
    })),
  };
}
