import type { ExportDetection, ExportFrame, ExportSource, ExportTarget, ExportVideo } from './export-source.ts';
import { FrameList } from './frame-list.ts';
import { shownBox } from './shown-box.ts';
import { type ExportBoxes, SightingList } from './sighting-list.ts';

/** An object and where it was seen; a detection that belongs to no object is one of its own. */
export interface ExportedObject {
  /** In its run, from 1; `null` where a single detection stands for it. */
  readonly trackId: number | null;
  readonly label: string;
  readonly sightings: ExportBoxes;
}

/** What has to be known of a run before its first object can be written. */
export interface RunOutline {
  /** Of what is there, by class id. */
  readonly labels: readonly string[];
  /** Frames of the video; as far as they were looked at, where nobody knows how many there are. */
  readonly frameCount: number;
  /** By track, the last frame in which it is seen. */
  readonly lastFrames: ReadonlyMap<number, number>;
}

/** Walks a run once, and writes the list of its frames; what is kept is as large as its number of tracks. */
export async function outlineOf(source: ExportSource, video: ExportVideo, target: ExportTarget): Promise<RunOutline> {
  const list = await FrameList.create(target, video);
  const labels = new Map<string, number>();
  const lastFrames = new Map<number, number>();
  let lookedAt = 0;
  for await (const frames of source.frames(video)) {
    await list.add(frames);
    for (const frame of frames) {
      lookedAt = frame.frameIndex + 1;
      for (const { detection } of shownDetections(frame)) {
        labels.set(detection.label, detection.classId);
        if (detection.trackId !== null) lastFrames.set(detection.trackId, frame.frameIndex);
      }
    }
  }
  await list.close();
  return {
    labels: [...labels].sort(([, one], [, other]) => one - other).map(([label]) => label),
    frameCount: Math.max(video.frameCount ?? 0, lookedAt),
    lastFrames,
  };
}

/**
 * The objects of a run, each as soon as it has been seen for the last time. Kept meanwhile are the boxes of those that are being
 * seen: memory grows with what is in the picture at one time and for how long, not with the run.
 *
 * @param outline - of the same run under the same filters
 */
export async function* exportedObjects(
  source: ExportSource,
  video: ExportVideo,
  { lastFrames }: RunOutline,
): AsyncGenerator<ExportedObject> {
  const seen = new Map<number, ExportedObject & { readonly sightings: SightingList }>();
  let turn = 0;
  for await (const frames of source.frames(video)) {
    for (const frame of frames) {
      turn++;
      for (const { detection, box } of shownDetections(frame)) {
        const { trackId, label, confidence } = detection;
        const object = (trackId !== null && seen.get(trackId)) || { trackId, label, sightings: new SightingList() };
        object.sightings.add(turn, frame.frameIndex, confidence, box);
        const isLast = trackId === null || lastFrames.get(trackId) === frame.frameIndex;
        if (isLast) yield object;
        if (trackId === null) continue;
        if (isLast) seen.delete(trackId);
        else seen.set(trackId, object);
      }
    }
  }
}

/** What of a frame lies in the picture, with the part of its box that does, in shares of the picture. */
function* shownDetections(
  frame: ExportFrame,
): Generator<{ readonly detection: ExportDetection; readonly box: ExportDetection['box'] }> {
  for (const detection of frame.detections) {
    const box = shownBox(detection.box, frame);
    if (box) yield { detection, box };
  }
}
