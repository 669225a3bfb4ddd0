import type { Region } from '../../pictures/hide-regions.ts';
import { iou } from '../../shared/box-iou.ts';
import type { BoundingBox } from '../../shared/detection.ts';
import type { FrameRow } from '../../shared/frame-rows.ts';
import type { Size } from '../../shared/geometry.ts';
import { labelListItem } from '../../shared/label-list.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { TrackBoxRow, TracksReader } from '../../shared/tracks.ts';
import { TimeWindows, within } from '../sources/time-windows.ts';
import { type CoverTrack, coverTracks, placeAt } from './cover-track.ts';

/** What of a run is hidden. */
export interface CoverOrder {
  readonly runId: string;
  readonly labels: readonly string[];
  /** Whether it looked at part of the picture only. */
  readonly isPartial: boolean;
  /** Of the video, as shown. */
  readonly size: Size;
  readonly marginSeconds: number;
}

/** What is to be hidden in a frame. */
export interface FrameCover {
  readonly regions: readonly Region[];
  /** Labels that the run looked for in it. */
  readonly looked: readonly string[];
}

/** A box that belongs to no object, and when it was seen. */
interface LooseBox {
  readonly seconds: number;
  readonly region: Region;
}

interface Known {
  readonly rows: ReadonlyMap<number, readonly Region[]>;
  readonly tracks: readonly CoverTrack[];
  readonly loose: readonly LooseBox[];
}

/** From this overlap on a box is that of an object, whose boxes are smoothed. */
const SAME_OBJECT_IOU = 0.5;
/** Times that were rounded differently do not part a frame from its row. */
const ROUNDING_SECONDS = 1;

/**
 * Where a run saw what is to be hidden: each of its boxes, and its objects also where they were not seen or not looked for. An object stays
 * hidden for some time before it was first seen and after it was last seen, likewise a box that belongs to none.
 */
export class RunCover {
  readonly #known: TimeWindows<Known>;

  /** @param tracks - `null`: the run has no objects */
  constructor(
    private readonly reader: Pick<ResultsReader, 'frames'>,
    private readonly tracks: Pick<TracksReader, 'boxes'> | null,
    private readonly order: CoverOrder,
  ) {
    this.#known = new TimeWindows(order.marginSeconds + ROUNDING_SECONDS, (from, to) => this.#load(from, to));
  }

  /** What is to be hidden in a frame; without a margin in space. */
  async at(frameIndex: number, seconds: number): Promise<FrameCover> {
    const { rows, tracks, loose } = await this.#known.at(seconds);
    const { marginSeconds, labels, isPartial } = this.order;
    const row = rows.get(frameIndex);
    const places = tracks.flatMap((track) => placeAt(track, seconds, marginSeconds) ?? []);
    const held = loose.filter((box) => Math.abs(box.seconds - seconds) <= marginSeconds);
    return {
      regions: [...(row ?? []), ...places, ...held.map(({ region }) => region)],
      looked: row === undefined || isPartial ? [] : labels,
    };
  }

  async #load(from: string | null, to: string): Promise<Known> {
    const { runId: run, labels, size } = this.order;
    const filter = within({ run, label: labels.map(labelListItem).join(',') }, from, to);
    const boxes: TrackBoxRow[] = [];
    if (this.tracks) {
      for await (const batch of await this.tracks.boxes(filter)) for (const row of batch) boxes.push(row);
    }
    const tracks = coverTracks(boxes);
    const rows = new Map<number, readonly Region[]>();
    const loose: LooseBox[] = [];
    for await (const batch of await this.reader.frames(filter)) {
      for (const row of batch) {
        const seen = row.detections.map((detection) => ({ ...scaled(detection, row, size), label: detection.label }));
        rows.set(row.frameIndex, seen);
        const single = seen.filter((box) => !isOfObject(box, row.ptsSeconds, tracks));
        loose.push(...single.map((region) => ({ seconds: row.ptsSeconds, region })));
      }
    }
    return { rows, tracks, loose };
  }
}

function isOfObject(box: Region & { readonly label: string }, seconds: number, tracks: readonly CoverTrack[]): boolean {
  return tracks.some((track) => {
    const place = track.label === box.label ? placeAt(track, seconds, 0) : null;
    return place !== null && iou(corners(place), corners(box)) >= SAME_OBJECT_IOU;
  });
}

/** In pixels of the video, whatever the size of the frame. */
function scaled({ x1, y1, x2, y2 }: Region, { width, height }: FrameRow, size: Size): Region {
  const [x, y] = [size.width / width, size.height / height];
  return { x1: x1 * x, y1: y1 * y, x2: x2 * x, y2: y2 * y };
}

function corners({ x1, y1, x2, y2 }: Region): BoundingBox {
  return [x1, y1, x2, y2];
}
