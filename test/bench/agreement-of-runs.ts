import { agreementOf } from '../../results/analysis/adaptive/agreement.ts';
import type { Detection } from '../../shared/detection.ts';
import type { DetectionRow } from '../../shared/questions.ts';

/** Recall and precision of what a run stored against what another one found in the same frames. @param sure - confidence from which on a detection counts */
export function agreementOfRuns(stored: readonly DetectionRow[], found: readonly DetectionRow[], sure: number) {
  const [ours, theirs] = [byFrame(stored), byFrame(found)];
  const sum = { met: 0, missed: 0, right: 0, invented: 0 };
  for (const frame of new Set([...ours.keys(), ...theirs.keys()])) {
    const { met, missed, right, invented } = agreementOf(ours.get(frame) ?? [], theirs.get(frame) ?? [], sure);
    sum.met += met;
    sum.missed += missed;
    sum.right += right;
    sum.invented += invented;
  }
  return { recall: share(sum.met, sum.missed), precision: share(sum.right, sum.invented) };
}

function byFrame(rows: readonly DetectionRow[]): Map<number, Detection[]> {
  const frames = new Map<number, Detection[]>();
  for (const { frameIndex, x1, y1, x2, y2, confidence, classId, label } of rows) {
    const frame = frames.get(frameIndex) ?? [];
    frame.push({ box: [x1, y1, x2, y2], confidence, classId, label });
    frames.set(frameIndex, frame);
  }
  return frames;
}

function share(right: number, wrong: number): number {
  return right + wrong === 0 ? 1 : right / (right + wrong);
}
