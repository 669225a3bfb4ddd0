// How fast detections are joined into objects, and how well:
//
//   node dist/test/bench/tracking.js [--data ../shared/data] [--frames 2000] [--json]
//
// Speed: things that cross a picture of 1920 × 1080 at 25 frames/s, a tenth of their boxes missing, beside the least that any
// tracker does (each box goes on with the track that it overlaps most). Quality: TUD-Campus of the MOTChallenge, also with every
// second and every fifth frame left out, where the test data is there.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainTable } from '../../cli/output/table.ts';
import { motBoxesOf, parseMot } from '../../results/analysis/scoring/mot-text.ts';
import { scoreTracks } from '../../results/analysis/scoring/score-tracks.ts';
import { type LookedAtFrame, trackObjects } from '../../results/analysis/tracking/track-objects.ts';
import { iou } from '../../shared/box-iou.ts';
import type { BoundingBox } from '../../shared/detection.ts';
import { seededRandom } from '../fixtures/seeded-random.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    frames: { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
  },
});

/** Things that come in from the left or the right and cross the picture. */
function crossingThings(things: number, frames: number): LookedAtFrame[] {
  const random = seededRandom(things);
  const ways = Array.from({ length: things }, () => ({
    speed: 60 + 200 * random(),
    start: 3000 * random(),
    y: 100 + 880 * random(),
    height: 60 + 160 * random(),
    isLeftward: random() < 0.5,
  }));
  return Array.from({ length: frames }, (_, frameIndex) => {
    const ptsSeconds = frameIndex / 25;
    const detections = ways.flatMap(({ speed, start, y, height, isLeftward }) => {
      if (random() < 0.1) return [];
      const way = (start + speed * ptsSeconds) % 2400;
      const x = (isLeftward ? 2400 - way : way) - 240 + 4 * random();
      const box = [x - height / 4, y - height / 2, x + height / 4, y + height / 2] as const;
      return [{ classId: 0, label: 'person', confidence: 0.3 + 0.7 * random(), box }];
    });
    return { frameIndex, ptsSeconds, detections };
  });
}

/** Each box goes on with the track that it overlaps most in the frame before. @returns tracks */
function greedily(frames: readonly LookedAtFrame[]): number {
  let last: BoundingBox[] = [];
  let tracks = 0;
  for (const { detections } of frames) {
    const free = new Set(last);
    for (const { box } of detections) {
      let best: BoundingBox | null = null;
      for (const other of free) if (iou(box, other) > (best ? iou(box, best) : 0.3)) best = other;
      if (best) free.delete(best);
      else tracks++;
    }
    last = detections.map(({ box }) => box);
  }
  return tracks;
}

/** Of CPU, so that it means the same on a busy machine. */
function secondsOf(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function speeds() {
  const frames = Number(options.frames);
  return [1, 5, 20, 100].map((things) => {
    const looked = crossingThings(things, frames);
    trackObjects(looked.slice(0, 200)); // warm
    const seconds = secondsOf(() => trackObjects(looked));
    const detections = looked.reduce((sum, one) => sum + one.detections.length, 0);
    return {
      things,
      framesPerSecond: Math.round(frames / seconds),
      detectionsPerSecond: Math.round(detections / seconds),
      timesGreedy: Number((seconds / secondsOf(() => greedily(looked))).toFixed(1)),
    };
  });
}

async function qualities() {
  const folder = join(options.data, 'groundtruth/mot15-tud-campus');
  if (!existsSync(folder)) return [];
  const [given, truth] = await Promise.all(
    ['det.txt', 'gt.txt'].map(async (name) => parseMot(await readFile(join(folder, name), 'utf8'))),
  );
  return [1, 2, 5].map((every) => {
    const kept = ({ frame }: { frame: number }) => (frame - 1) % every === 0;
    const frames = [...new Set(truth!.filter(kept).map(({ frame }) => frame))].map((frame) => ({
      frameIndex: frame - 1,
      ptsSeconds: (frame - 1) / 25,
      detections: given!
        .filter((one) => one.frame === frame)
        .map(({ box, confidence }) => ({ classId: 0, label: 'person', box, confidence })),
    }));
    const found = motBoxesOf(trackObjects(frames)).map((box) => ({ ...box, classNumber: null }));
    const { mota, idf1, recall, precision, switches, tracks } = scoreTracks(truth!.filter(kept), found);
    const [MOTA, IDF1, re, pr] = [mota, idf1, recall, precision].map((share) => Number((100 * share).toFixed(1)));
    return { every, MOTA, IDF1, recall: re, precision: pr, switches, tracks };
  });
}

const report = { speeds: speeds(), qualities: await qualities() };
if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else for (const rows of Object.values(report)) process.stdout.write(`${plainTable(rows)}\n`);
