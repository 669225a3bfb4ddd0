import assert from 'node:assert/strict';
import { reportPage } from '../../../../app/report/page/report-page.ts';
import type { DrawnFacts, ReportFacts, RunFacts } from '../../../../app/report/report-facts.ts';
import { reportLimits } from '../../../../app/report/report-limits.ts';
import type { ReportPicture } from '../../../../app/report/report-pictures.ts';
import { runSettingsSchema } from '../../../../shared/run.ts';

const LABELS = Array.from({ length: 80 }, (_, index) => `traffic light ${index}`);
const COUNTS = LABELS.map((label) => ({
  ...{ label, detections: 1_234_567, frames: 234_567, lookedFrames: 345_678, meanPerFrame: 3.57142857142857 },
  ...{ maxPerFrame: 123, tracks: 12_345 },
}));
const [BINS, COLUMNS, ROWS] = [240, 32, 18];

/** As much as can be drawn of a run. */
function fullDrawn({ runId, videoId }: { readonly runId: string; readonly videoId: string }, runs: number): DrawnFacts {
  const limits = reportLimits(runs);
  const labels = LABELS.slice(0, limits.labels);
  const cells = labels.flatMap((label) =>
    Array.from({ length: COLUMNS * ROWS }, (_, cell) => ({
      ...{ label, column: cell % COLUMNS, row: Math.floor(cell / COLUMNS), detections: 1 + ((cell * 7) % 100) },
    })),
  );
  return {
    coverage: Array.from({ length: 5000 }, (_, stretch) => ({
      ...{ runId, videoId, frames: 10, from: stretch, to: stretch + 0.9 },
      state: (['found', 'nothing', 'failed'] as const)[stretch % 3]!,
    })),
    failures: [],
    latency: { frames: 9, p50Ms: 1, p95Ms: 2, p99Ms: 3, maxMs: 4 },
    timeline: {
      ...{ axis: 'stream', from: 0, binSeconds: 20, missed: [] },
      lookedFrames: Array.from({ length: BINS }, () => 500),
      series: labels.map((label) => ({ label, detections: Array.from({ length: BINS }, (_, bin) => 1 + (bin % 31)) })),
    },
    ...{ labels, otherLabels: LABELS.length - labels.length, rows: limits.rows },
    heat: { columns: COLUMNS, rows: ROWS, cells },
  };
}

/** A run in which as much was found as can be, be it drawn or not. */
function fullRun(index: number, runs: number): RunFacts {
  const ids = { runId: `r${String(index).padStart(15, '0')}`, videoId: `v${String(index).padStart(15, '0')}` };
  const uri = `/videos/2026/03/01/gate/recording-2026-03-01-22-00-00-${index}.mp4`;
  return {
    run: {
      ...{ ...ids, uri, modelId: 'yolov4', modelSha256: 'a'.repeat(64), settings: runSettingsSchema.parse({}) },
      ...{ createdAt: '2026-03-01T22:00:00.000Z', completedAt: '2026-03-01T23:00:00.000Z', state: 'complete' },
      ...{
        sampledFrames: 345_678,
        storedFrames: 345_678,
        failedFrames: 0,
        droppedFrames: 0,
        carriedFrames: 0,
        detections: 1_234_567,
      },
      ...{ inputError: null, inferenceMs: 12_345_678, generation: 1, discardedResults: 0, gaps: [] },
      recordedAt: '2026-03-01T22:00:00.000Z',
    },
    video: {
      ...{ ...ids, uri, places: [uri], stream: 0, program: null, width: 1920, height: 1080 },
      ...{ fpsNum: 30_000, fpsDen: 1001, frameCount: 345_678, recordedAt: null, labels: LABELS },
    },
    counts: COUNTS,
    drawn: index >= runs - reportLimits(runs).runs ? fullDrawn(ids, runs) : null,
  };
}

function fullPage(count: number): string {
  return pageOf(Array.from({ length: count }, (_, index) => fullRun(index, count)));
}

/** As if most of its frames had been carried. */
function adaptive({ run }: RunFacts): Pick<RunFacts, 'run'> {
  const audit = {
    ...{ recall: 0.97, recallLow: 0.951, recallHigh: 0.99, precision: 0.98, precisionLow: 0.96, precisionHigh: 0.995 },
    ...{ auditedFrames: 1234, sureConfidence: 0.5, recallOfAll: 0.9, precisionOfAll: 0.9 },
  };
  return { run: { ...run, carriedFrames: 300_000, audit } };
}

function pageOf(runs: readonly RunFacts[]): string {
  const limits = reportLimits(runs.length);
  const jpeg = Buffer.alloc(limits.pictureBytes, 1);
  const ofRun = ({ run, video }: RunFacts): ReportPicture[] =>
    Array.from({ length: limits.pictures }, () => ({
      jpeg,
      facts: {
        ...{ runId: run.runId, videoId: video.videoId, uri: video.uri, frameIndex: 1234, ptsSeconds: 83.5 },
        ...{ capturedAt: null, width: 1920, height: 1080, track: null, segment: null, crop: null, detections: [] },
      },
    }));
  const drawn = runs.filter((run) => run.drawn !== null);
  const facts: ReportFacts = {
    ...{ madeAt: '2026-03-02T00:00:00.000Z', filter: {}, counts: COUNTS, hasObjects: true, runs, notes: [] },
    places: {
      visits: runs.flatMap(({ run: { runId } }) =>
        LABELS.slice(0, 5).map((label) => ({
          ...{ runId, label, zone: 'gate', visits: 1234, objects: 234, meanSeconds: 12.3456789, longestSeconds: 99.5 },
        })),
      ),
      crossings: [],
    },
  };
  return reportPage(
    facts,
    {
      best: new Map(drawn.map((run) => [run.run.runId, ofRun(run)])),
      scenes: new Map(drawn.map(({ run }) => [run.runId, jpeg])),
      notes: [],
    },
    [],
  );
}

describe('A report', () => {
  for (const count of [1, 10, 60, 3000]) {
    it(`of ${count} runs is below 5 MB, however much was found`, () => {
      const page = fullPage(count);
      assert.ok(page.length < 5_000_000, `${page.length}`);
      assert.equal(page.match(/<article /g)?.length, Math.min(count, 60));
    });
  }

  it('says how many rows it leaves out, and tells of the runs that it does not draw', () => {
    const page = fullPage(700);
    assert.match(page, /What was found in the other runs/);
    assert.match(page, /traffic light 0 1\u202f234\u202f567, .*, 75 more/);
    assert.match(page, /And 400 more\./);
  });

  it('tells apart frames that were looked at from those that were carried, and what that has cost', () => {
    const page = pageOf([{ ...fullRun(0, 1), ...adaptive(fullRun(0, 1)) }]);
    assert.match(page, /Looked at.*Carried from others/s);
    assert.match(page, /<data value="45678">.*<data value="300000">/s);
    assert.match(
      page,
      /<data value="0.97">0.970<\/data> \(<data value="0.951">0.951<\/data> – <data value="0.99">0.990/,
    );
    assert.doesNotMatch(pageOf([fullRun(0, 1)]), /Adaptive runs/);
  });
});
