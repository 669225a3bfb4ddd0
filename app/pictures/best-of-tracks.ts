import type { TrackIds } from '../../results/export/track-ids.ts';
import type { FrameRow, RunVideo } from '../../shared/frame-rows.ts';
import { runFilterOf } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { trackIdsReader } from '../export/track-ids-reader.ts';
import type { ChoiceOptions, ChosenObject, PictureChoice } from './picture-choice.ts';

type TrackChoice = PictureChoice & { readonly subject: ChosenObject };

/** Those of the filters of `query` that choose among rows. */
const ROW_CHOICES = ['order', 'cursor', 'limit'];

/** A picture for each object: its surest detection among those that are asked for. Tracks that are not made yet are none. */
export async function bestOfTracks(
  reader: ResultsReader,
  { filter, most, tracks }: ChoiceOptions,
  signal: AbortSignal,
  onNote: (text: string) => void,
): Promise<PictureChoice[]> {
  if (!tracks) return [];
  const ofFrames = Object.fromEntries(Object.entries(filter).filter(([name]) => !ROW_CHOICES.includes(name)));
  const idsOf = await trackIdsReader(reader, tracks, ofFrames);
  const best: TrackChoice[] = [];
  for (const video of await reader.runVideos(runFilterOf(ofFrames))) {
    signal.throwIfAborted();
    const ids = await idsOf(video.runId);
    if (ids === null) {
      onNote(`run ${video.runId} is not complete yet: which of its detections are of one object is not known`);
      continue;
    }
    const ofRun = new Map<number, TrackChoice>();
    for await (const rows of await reader.frames({ ...ofFrames, only: video.runId })) {
      signal.throwIfAborted();
      for (const row of rows) takeFrame(ofRun, row, video, ids);
    }
    best.push(...ofRun.values());
    if (best.length > 2 * most) best.sort(bySureness).splice(most);
  }
  return best.sort(bySureness).slice(0, most);
}

function takeFrame(best: Map<number, TrackChoice>, row: FrameRow, video: RunVideo, ids: TrackIds): void {
  const { runId, frameIndex, ptsSeconds, detections } = row;
  const tracks = ids.of(row, [video.width / row.width, video.height / row.height]);
  for (const [index, { label, confidence, x1, y1, x2, y2 }] of detections.entries()) {
    const track = tracks[index] ?? null;
    if (track === null || confidence <= (best.get(track)?.subject.confidence ?? -1)) continue;
    const subject = { label, confidence, box: [x1, y1, x2, y2] as const };
    best.set(track, { runId, frameIndex, ptsSeconds, track, segment: null, subject });
  }
}

function bySureness(a: TrackChoice, b: TrackChoice): number {
  return b.subject.confidence - a.subject.confidence;
}
