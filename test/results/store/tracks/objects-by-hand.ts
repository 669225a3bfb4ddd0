import type { DuckDbStore } from '../../../../results/store/duckdb-store.ts';
import type { BoundingBox, Detection } from '../../../../shared/detection.ts';
import type { RawFilter } from '../../../../shared/questions.ts';
import type { TrackBoxRow } from '../../../../shared/tracks.ts';
import { FRAMES_PER_CHUNK, sampleFrame, sampleResult, sampleRun, storeResults } from '../../fixtures/samples.ts';
import { isInside, type Point } from '../../query/brute-force/geometry.ts';
import type { Random } from '../../query/brute-force/random.ts';

const FRAMES = 160;
const FPS = 20;
const LABELS = ['person', 'car', 'dog'];
const RECORDED = '2026-03-02T23:59:57.000Z';
const RUNS = [
  { runId: 'r1', videoId: 'v1', model: 'a' },
  { runId: 'r2', videoId: 'v1', model: 'b' },
  { runId: 'r3', videoId: 'v2', model: 'b' },
] as const;

/** A run as it was stored. */
interface StoredRun {
  readonly runId: string;
  readonly videoId: string;
  readonly modelSha256: string;
  readonly frames: readonly (readonly Detection[])[];
}

/** Things that go straight ahead for a while, now and then unseen, among boxes of a single frame; many are equally sure. */
export async function storeObjects(store: DuckDbStore, random: Random): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (const { runId, videoId, model } of RUNS) {
    const modelSha256 = model.repeat(64);
    const video = { videoId, uri: `/videos/${videoId}.mp4`, recordedAt: RECORDED, recordedAtSource: 'flag' as const };
    await store.ledger.open(sampleRun({ runId, video, model: { labels: LABELS, modelSha256 } }));
    const things = Array.from({ length: 8 }, () => thing(random));
    const frames = Array.from({ length: FRAMES }, (_, at) => [
      ...things.flatMap((one) => (random.chance(0.9) ? (one(at) ?? []) : [])),
      ...(random.chance(0.2) ? [detection(random, random.whole(0, 700), random.whole(0, 300))] : []),
    ]);
    const chunks = Array.from({ length: FRAMES / FRAMES_PER_CHUNK }, (_, index) => {
      const first = index * FRAMES_PER_CHUNK;
      const ofChunk = frames.slice(first, first + FRAMES_PER_CHUNK);
      return sampleResult(index, {
        runId,
        frames: ofChunk.map((detections, at) =>
          sampleFrame(first + at, { ptsSeconds: (first + at) / FPS, detections }),
        ),
      });
    });
    await storeResults(store, chunks);
    const run = await store.ledger.read(runId);
    await store.ledger.endInput(run, { sampledFrames: FRAMES, frameCount: FRAMES, inputError: null });
    runs.push({ runId, videoId, modelSha256, frames });
  }
  return runs;
}

function thing(random: Random): (at: number) => Detection | null {
  const [begin, length] = [random.whole(0, FRAMES - 40), random.whole(15, FRAMES)];
  const [x, y] = [random.whole(0, 700), random.whole(0, 300)];
  const [dx, dy] = [random.whole(-4, 4), random.whole(-2, 2)];
  const like = detection(random, 0, 0);
  return (at) => {
    if (at < begin || at >= begin + length) return null;
    const [left, top] = [x + dx * (at - begin), y + dy * (at - begin)];
    return { ...like, confidence: confidence(random), box: [left, top, left + like.box[2], top + like.box[3]] };
  };
}

function detection(random: Random, x: number, y: number): Detection {
  const classId = random.whole(0, LABELS.length - 1);
  const box = [x, y, x + random.whole(30, 90), y + random.whole(30, 90)] as const;
  return { box, classId, label: LABELS[classId]!, confidence: confidence(random) };
}

function confidence(random: Random): number {
  return Math.fround(random.whole(5, 9) / 10);
}

const ZONES = ['left=0,0,400,400', 'low=0,200,800,400', 'middle=200,100,600,300'];
const BYS = [
  'label',
  'run',
  'video',
  'model',
  'second',
  'minute,label',
  'day',
  'day,label',
  'hour-of-day',
  'run,label',
];

/** The objects that detections were made part of. */
type ObjectsOf = ReadonlyMap<Detection, ReadonlySet<string>>;

/** A random question, and how many objects are in each of its groups that holds any detection. */
export function objectsByHand(runs: readonly StoredRun[], objectsOf: ObjectsOf, random: Random) {
  const zones = random.chance(0.5) ? ZONES.filter(() => random.chance(0.6)) : [];
  const by =
    zones.length > 0 && random.chance(0.5) ? random.one(['zone', 'zone,label', 'zone,second']) : random.one(BYS);
  const least = random.chance(0.4) ? random.whole(5, 9) / 10 : 0;
  const label = random.chance(0.3) ? random.one(LABELS) : null;
  const run = random.chance(0.3) ? random.one(['r1', 'r3']) : null;
  const from = random.chance(0.3) ? random.one([1, 2.5, 3.25]) : null;
  const filter: RawFilter = {
    ...(zones.length > 0 && { zone: zones.join(';') }),
    ...(least > 0 && { minConfidence: String(least) }),
    ...(label !== null && { label }),
    ...(run !== null && { run }),
    ...(from !== null && { from: String(from) }),
  };
  const groups = new Map<string, Set<string>>();
  for (const stored of runs.filter(({ runId }) => run === null || runId === run)) {
    for (const [at, detections] of stored.frames.entries()) {
      if (from !== null && at / FPS < from) continue;
      for (const one of detections) {
        if (one.confidence < Math.fround(least) || (label !== null && one.label !== label)) continue;
        const places = zones.length === 0 ? [''] : zones.filter((zone) => isInZone(one.box, zone));
        if (places.length === 0) continue;
        for (const place of by.includes('zone') ? places : ['']) {
          const key = JSON.stringify(groupOf(stored, at, one, place, by).sort());
          groups.set(key, new Set([...(groups.get(key) ?? []), ...(objectsOf.get(one) ?? [])]));
        }
      }
    }
  }
  return { filter, by, expected: [...groups].map(([key, tracks]) => [key, tracks.size] as const) };
}

function groupOf(
  { runId, videoId, modelSha256 }: StoredRun,
  at: number,
  { label }: Detection,
  place: string,
  by: string,
): (string | number)[] {
  const clock = new Date(Date.parse(RECORDED) + (at / FPS) * 1000);
  const values: Readonly<Record<string, readonly (readonly [string, string | number])[]>> = {
    label: [['label', label]],
    zone: [['zone', place.split('=')[0]!]],
    run: [
      ['run', runId],
      ['video', videoId],
    ],
    video: [['video', videoId]],
    model: [['model', modelSha256]],
    second: [
      ['run', runId],
      ['video', videoId],
      ['second', Math.floor(at / FPS)],
    ],
    minute: [
      ['run', runId],
      ['video', videoId],
      ['minute', 0],
    ],
    day: [['day', clock.toISOString().slice(0, 10)]],
    'hour-of-day': [['hour', clock.getUTCHours()]],
  };
  return [...new Map(by.split(',').flatMap((key) => values[key]!)).values()];
}

function isInZone([x1, , x2, y2]: BoundingBox, zone: string): boolean {
  const [left, top, right, bottom] = zone.split('=')[1]!.split(',').map(Number) as [number, number, number, number];
  const corners: Point[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  return isInside([(x1 + x2) / 2, y2], corners);
}

/** For each place of an object in which it was seen, the detection that is as sure and lies nearest. */
export function objectsOfDetections(runs: readonly StoredRun[], boxes: readonly TrackBoxRow[]): ObjectsOf {
  const objects = new Map<Detection, Set<string>>();
  for (const box of boxes) {
    if (box.confidence === null) continue;
    const sure = Math.fround(box.confidence);
    const { frames } = runs.find(({ runId }) => runId === box.runId)!;
    const [nearest] = frames[box.frameIndex]!.filter(
      (one) => one.classId === box.classId && one.confidence === sure,
    ).sort((a, b) => distance(a.box, box) - distance(b.box, box));
    objects.set(nearest!, (objects.get(nearest!) ?? new Set()).add(`${box.runId} ${box.trackId}`));
  }
  return objects;
}

function distance(box: BoundingBox, { x1, y1, x2, y2 }: TrackBoxRow): number {
  return [x1, y1, x2, y2].reduce((sum, edge, index) => sum + Math.abs(edge - box[index]!), 0);
}
