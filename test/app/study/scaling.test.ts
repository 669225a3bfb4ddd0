import assert from 'node:assert/strict';
import { withEfficiency } from '../../../app/study/scaling/scaling.ts';
import { type ScalingRow, saturationOf } from '../../../app/study/scaling/scaling-row.ts';
import { SleepingDetector } from '../../../app/study/scaling/sleeping-detector.ts';

const level = (workers: number, framesPerSecond: number, changes: Partial<ScalingRow> = {}) => ({
  ...{ detector: 'sleeping' as const, workers, framesPerSecond, queueLatencyMs: 3, waitingChunks: 5 },
  ...{ redisCpuPercent: 5, producerCpuPercent: 20, resultsCpuPercent: 2, workersCpuPercent: 30, machineCpuPercent: 40 },
  ...changes,
});

describe('how workers scale', () => {
  it('is held against what sleeping workers can do at most, and against one that infers', () => {
    const model = { detector: 'model' as const };
    const rows = withEfficiency([level(1, 5), level(4, 19), level(1, 2, model), level(2, 3, model)], 200);
    assert.deepEqual(
      rows.map(({ efficiency }) => efficiency),
      [1, 0.95, 1, 0.75],
    );
  });

  for (const [what, changes, pattern] of [
    [
      'the CPU',
      { machineCpuPercent: 96, workersCpuPercent: 90, redisCpuPercent: 30 },
      /^the CPU of this machine \(96 % of 2 cores;.*most of it the workers \(90 %\)$/,
    ],
    ['Redis', { redisCpuPercent: 97 }, /^Redis, which works on one core \(97 %\)/],
    ['the producer', { waitingChunks: 0 }, /^the producer, which does not fill the queue/],
    ['handing over', {}, /^handing over: chunks waited/],
  ] as const) {
    it(`ends where ${what} ends it`, () => {
      const rows = withEfficiency([level(16, 79), level(32, 140, changes)], 200);
      const saturation = saturationOf(rows, 2)!;
      assert.equal(saturation.workers, 32);
      assert.match(saturation.cause, pattern);
    });
  }

  it('says so where others than itself took the CPU', () => {
    const rows = withEfficiency([level(16, 40, { machineCpuPercent: 99 })], 200);
    assert.match(saturationOf(rows, 2)!.cause, /most of it other programs \(141 %\)$/);
  });

  it('has no end where none was reached', () => {
    const saturation = saturationOf(withEfficiency([level(1, 5), level(2, 10)], 200), 2)!;
    assert.equal(saturation.workers, null);
    assert.match(saturation.cause, /^not reached: 2 workers are at 1\.000 of linear/);
    assert.equal(saturationOf([], 2), null);
  });
});

describe('a detector that sleeps', () => {
  const frames = (count: number) => ({ width: 4, height: 4, count, pixels: new Uint8Array(48 * count) });

  it('takes its time for each frame, one call after the other, and sees nothing', async () => {
    const detector = new SleepingDetector({ width: 4, height: 4 }, 20);
    const began = performance.now();
    const [first, second] = await Promise.all([detector.detect(frames(2)), detector.detect(frames(1))]);
    const tookMs = performance.now() - began;
    assert.ok(tookMs >= 58, `${tookMs}`);
    assert.deepEqual([first!.frames, second!.frames, first!.inferenceMs], [[[], []], [[]], 40]);
    await detector.close();
    assert.equal(detector.isAlive, false);
    await assert.rejects(detector.detect(frames(1)), { code: 'INFERENCE_FAILED' });
  });
});
