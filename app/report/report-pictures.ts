import { detectionBoxes } from '../../pictures/detection-box.ts';
import { encodeJpeg } from '../../pictures/encode-picture.ts';
import { renderPicture } from '../../pictures/render-picture.ts';
import { FramefleetError } from '../../shared/errors.ts';
import type { ShownFrame } from '../../shared/frame-pictures.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { ReportSources } from '../../shared/report.ts';
import type { WorkEvents } from '../events.ts';
import { bestFrames } from '../pictures/best-frames.ts';
import { type ChosenPicture, describedPictures, missingNotes, readPictures } from '../pictures/chosen-pictures.ts';
import type { PictureFacts } from '../pictures/picture-facts.ts';
import type { RunFacts } from './report-facts.ts';
import type { ReportLimits } from './report-limits.ts';

/** A frame of a run with what was found in it. */
export interface ReportPicture {
  readonly facts: PictureFacts;
  readonly jpeg: Buffer;
}

/** The pictures of a report, by run. */
export interface ReportPictures {
  readonly best: ReadonlyMap<string, readonly ReportPicture[]>;
  /** A frame of each run without boxes, to lie behind its heat maps. */
  readonly scenes: ReadonlyMap<string, Buffer>;
  /** What is missing and why: sentences. */
  readonly notes: readonly string[];
}

/** Widths that are tried for a picture until it is small enough, as shares of that which is wanted. */
const SHARES = [1, 0.75, 0.55, 0.4, 0.25];
const SCENE_WIDTH = 320;
const WHOLE = { isSingle: false, isCut: false };

/**
 * Makes pictures of the best frames of runs, apart from each other in time. What of a source that is gone is missing is told.
 *
 * @throws the reason of `signal`
 */
export async function reportPictures(
  { reader, frames }: Pick<ReportSources, 'reader' | 'frames'>,
  filter: RawFilter,
  runs: readonly RunFacts[],
  limits: ReportLimits,
  signal: AbortSignal,
  onProgress: WorkEvents['onProgress'],
): Promise<ReportPictures> {
  const best = new Map<string, ReportPicture[]>();
  const scenes = new Map<string, Buffer>();
  const pictures: ChosenPicture[] = [];
  for (const run of runs) {
    const choices = await chosenOf(reader, filter, run, limits.pictures);
    const asked = { ...filter, run: run.run.runId };
    const described = await describedPictures(reader, asked, choices, WHOLE, signal);
    for (const picture of described) pictures.push({ ...picture, place: pictures.length });
  }
  let made = 0;
  const tell = () => onProgress({ name: 'pictures', unit: 'images', done: made, total: pictures.length });
  try {
    const missing = await readPictures(frames, pictures, signal, async ({ facts }, frame) => {
      const { runId } = facts;
      if (!scenes.has(runId)) scenes.set(runId, await sceneOf(frame, limits));
      best.set(runId, [...(best.get(runId) ?? []), { facts, jpeg: await pictureOf(facts, frame, limits) }]);
      made++;
      tell();
    });
    return { best, scenes, notes: missingNotes(missing) };
  } catch (error) {
    if (signal.aborted || !(error instanceof FramefleetError)) throw error;
    return { best, scenes, notes: [`There are no pictures: ${error.message}`] };
  }
}

/** The surest frames, the time that is looked at being parted so that there is one in each part. */
async function chosenOf(
  reader: ReportSources['reader'],
  filter: RawFilter,
  { run, drawn, counts }: RunFacts,
  most: number,
) {
  if (drawn === null || !counts.some(({ detections }) => (detections ?? 0) > 0)) return [];
  const { lookedFrames, binSeconds } = drawn.timeline;
  const spread = (lookedFrames.length * binSeconds) / most;
  const ofRun: RawFilter = { ...filter, run: run.runId };
  const parted = spread > 0.001 ? { ...ofRun, spread: spread.toFixed(3) } : ofRun;
  const chosen = await bestFrames(reader, { filter: parted, isOfObjects: false, most });
  return chosen.sort((a, b) => a.frameIndex - b.frameIndex);
}

async function pictureOf(facts: PictureFacts, frame: ShownFrame, limits: ReportLimits): Promise<Buffer> {
  const boxes = detectionBoxes(facts.detections);
  return smallEnough(frame, limits, limits.pictureWidth, (copy, width) => renderPicture(copy, { width }, boxes));
}

function sceneOf(frame: ShownFrame, limits: ReportLimits): Promise<Buffer> {
  return smallEnough(frame, limits, SCENE_WIDTH, (copy, width) => encodeJpeg(copy, { width }));
}

async function smallEnough(
  frame: ShownFrame,
  { pictureBytes }: ReportLimits,
  wanted: number,
  render: (copy: ShownFrame, width: number) => Promise<Buffer>,
): Promise<Buffer> {
  let jpeg: Buffer = Buffer.alloc(0);
  for (const share of SHARES) {
    const width = Math.max(1, Math.round(Math.min(wanted, frame.width) * share));
    // boxes are painted into what is given
    jpeg = await render({ ...frame, rgb: Buffer.from(frame.rgb) }, width);
    if (jpeg.length <= pictureBytes) break;
  }
  return jpeg;
}
