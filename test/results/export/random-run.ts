import type { ExportDetection, ExportFrame, ExportVideo } from '../../../results/export/export-source.ts';
import { seededRandom } from '../../fixtures/seeded-random.ts';
import { madeDetection, madeFrame, madeVideo, ODD_LABEL } from './made-source.ts';

const OBJECTS = ['person', 'car', ODD_LABEL, 'person'];

/** A run with everything that formats trip over: uneven times, frames left out, empty ones and ones of another size, objects that come and go, boxes that reach out of the picture. */
export function randomRun(seed: number): readonly [ExportVideo, readonly ExportFrame[]] {
  const random = seededRandom(seed);
  const frames: ExportFrame[] = [];
  let ptsSeconds = 0;
  for (let frameIndex = 0; frameIndex < 100; frameIndex++) {
    ptsSeconds += 0.001 + random() * 0.1;
    if (random() < 0.1) continue;
    const size = random() < 0.1 ? { width: 400, height: 300 } : { width: 800, height: 400 };
    frames.push(madeFrame(frameIndex, detectionsOf(random), { ptsSeconds, ...size }));
  }
  return [madeVideo(), frames];
}

function detectionsOf(random: () => number): ExportDetection[] {
  if (random() < 0.2) return [];
  const tracked = OBJECTS.map((label, index) => ({ label, classId: index, trackId: index + 1 }));
  const untracked = { label: 'car', classId: 1, trackId: null };
  return [...tracked, untracked]
    .filter(() => random() < 0.7)
    .map((facts) => {
      const [x, y] = [within(random, -50, 450), within(random, -50, 350)];
      return madeDetection({
        ...facts,
        confidence: random(),
        box: [x, y, x + within(random, 1, 100), y + within(random, 1, 100)],
      });
    });
}

/** What a reader has to find in a frame: labels and boxes in shares of the picture, as text that can be compared. */
export function expectedIn({ detections, width, height }: ExportFrame): string[] {
  const share = (at: number, of: number) => Math.min(Math.max(at / of, 0), 1);
  return detections
    .map(({ label, box: [x1, y1, x2, y2] }) => ({
      label,
      box: [share(x1, width), share(y1, height), share(x2, width), share(y2, height)] as const,
    }))
    .filter(({ box: [x1, y1, x2, y2] }) => x2 > x1 && y2 > y1)
    .map(({ label, box }) => sighted(label, box))
    .sort();
}

/** Whole pixels of any of these pictures are whole parts of so many; formats round much finer. */
const PARTS = 2400;

export function sighted(label: string, shares: readonly number[]): string {
  return `${label} ${shares.map((share) => Math.round(share * PARTS)).join(' ')}`;
}

function within(random: () => number, from: number, to: number): number {
  return Math.floor(from + random() * (to - from));
}
