import type { FrameRow, RunVideo } from '../../shared/frame-rows.ts';
import type { FrameTimes } from '../../shared/frame-times.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { RunRecord } from '../../shared/run.ts';
import type { Api } from '../api.ts';
import { askSql, quoted } from '../sql.ts';
import type { Box, BoxedFrame } from './boxes.ts';
import type { Place } from './frame-places.ts';
import type { NotesAccess } from './moment-note.ts';
import type { Extent } from './time-window.ts';

interface ExtentRow {
  readonly first: number | null;
  readonly last: number | null;
}

/** Asks what a player shows of one run. */
export class RunData {
  readonly #api: Api;
  readonly video: RunVideo;
  #source: Promise<FrameTimes | null> | null = null;
  #looked: Promise<Extent> | null = null;

  constructor(api: Api, video: RunVideo) {
    this.#api = api;
    this.video = video;
  }

  /** The times of the first and the last frame that can be gone to. */
  async extent(): Promise<Extent> {
    const source = await this.#sourceTimes();
    return source ? { first: source.first, last: source.last } : this.looked();
  }

  /** The times between which frames were looked at. */
  looked(): Promise<Extent> {
    this.#looked ??= this.#askLooked();
    return this.#looked;
  }

  async #askLooked(): Promise<Extent> {
    const [row] = await askSql<ExtentRow>(
      this.#api,
      `SELECT first_pts_seconds AS first, last_pts_seconds AS last FROM runs WHERE run_id = ${quoted(this.video.runId)}`,
    );
    return { first: row?.first ?? 0, last: row?.last ?? 0 };
  }

  /** The frames that can be gone to: those that were looked at, and all others of the source where those are known. */
  async places(from: number, to: number): Promise<readonly Place[]> {
    if (await this.#sourceTimes()) return (await this.#timesWithin(from, to)).frames;
    return askSql<Place>(
      this.#api,
      `SELECT frame_index AS "frameIndex", pts_seconds AS "ptsSeconds" FROM frames WHERE ${this.#within(from, to)} ORDER BY pts_seconds, frame_index`,
    );
  }

  /** Frames that were looked at, with the detections that a filter leaves. */
  async detections(from: number, to: number, filter: RawFilter): Promise<readonly BoxedFrame[]> {
    if (to <= 0) return []; // questions know no times before the begin of a stream
    const times = { ...(from > 0 && { from: from.toFixed(6) }), to: to.toFixed(6) };
    const asked = { ...filter, run: this.video.runId, ...times, format: 'json' };
    const rows = await this.#api.get<readonly FrameRow[]>('/v1/frames', asked);
    return rows.map(({ frameIndex, ptsSeconds, width, height, detections }) => ({
      ...{ frameIndex, ptsSeconds, width, height },
      boxes: detections.map((one): Box => ({ ...one, trackId: null })),
    }));
  }

  /** The same with objects in place of detections. */
  async tracks(from: number, to: number): Promise<readonly BoxedFrame[]> {
    const { width, height } = this.video;
    const rows = await askSql<Box & Place>(
      this.#api,
      `SELECT f.frame_index AS "frameIndex", f.pts_seconds AS "ptsSeconds", b.track_id AS "trackId", b.label, b.confidence, b.x1, b.y1, b.x2, b.y2
       FROM (SELECT frame_index, pts_seconds FROM frames WHERE ${this.#within(from, to)}) f
       LEFT JOIN (SELECT * FROM track_boxes WHERE ${this.#within(from, to)}) b ON b.frame_index = f.frame_index
       ORDER BY f.pts_seconds, f.frame_index, b.track_id`,
    );
    const frames = new Map<number, BoxedFrame & { readonly boxes: Box[] }>();
    for (const { frameIndex, ptsSeconds, ...box } of rows) {
      const frame = frames.get(frameIndex) ?? { frameIndex, ptsSeconds, width, height, boxes: [] };
      if (box.trackId !== null) frame.boxes.push(box);
      frames.set(frameIndex, frame);
    }
    return [...frames.values()];
  }

  /** A frame as a picture, without boxes. */
  frame(frameIndex: number): Promise<Blob> {
    return this.#api.picture(`${this.#path}/frames/${frameIndex}.jpg`);
  }

  /** Where a browser finds the file. */
  async source(): Promise<string> {
    const path = `${this.#path}/source`;
    const { ticket } = await this.#api.send<{ ticket: string }>('POST', `${path}-ticket`);
    return `${path}?ticket=${encodeURIComponent(ticket)}`;
  }

  /** When frames of the source are shown, where not all of them were looked at; `null`: those that were looked at have to do. */
  #sourceTimes(): Promise<FrameTimes | null> {
    this.#source ??= this.#askSourceTimes().catch(() => null); // what keeps it from being known is told where it is played
    return this.#source;
  }

  async #askSourceTimes(): Promise<FrameTimes | null> {
    const { settings } = await this.#api.get<RunRecord>(`/v1/runs/${encodeURIComponent(this.video.runId)}`);
    return isOfEveryFrame(settings) ? null : this.#timesWithin(0, 1e-6);
  }

  #timesWithin(from: number, to: number): Promise<FrameTimes> {
    const times = { ...(from > 0 && { from: from.toFixed(6) }), to: Math.max(to, 1e-6).toFixed(6) };
    return this.#api.get(`${this.#path}/frame-times`, times);
  }

  get notes(): NotesAccess {
    const path = `${this.#path}/notes`;
    return {
      read: () => this.#api.get(path),
      put: (frameIndex, note) => this.#api.send('PUT', `${path}/${frameIndex}`, note),
      remove: (frameIndex) => this.#api.send('DELETE', `${path}/${frameIndex}`),
    };
  }

  get #path(): string {
    return `/v1/videos/${encodeURIComponent(this.video.videoId)}`;
  }

  #within(from: number, to: number): string {
    return `run_id = ${quoted(this.video.runId)} AND pts_seconds >= ${from} AND pts_seconds < ${to}`;
  }
}

/** Whether a run has looked at all frames of its source, as far as it was asked to. */
function isOfEveryFrame({ every, fps, start, end, ranges, keyframes, scenes }: RunRecord['settings']): boolean {
  return every === 1 && [fps, start, end].every((limit) => limit === null) && !ranges && !keyframes && !scenes;
}
