import assert from 'node:assert/strict';
import { lastStepOf, stepOf } from '../../../../results/query/count/confidence-steps.ts';
import { duckdb } from '../../fixtures/duckdb.ts';

describe('Steps of least confidences', () => {
  it('are the twentieths as they are written, and nothing else', () => {
    for (let step = 0; step <= 20; step++) {
      assert.equal(stepOf(Number((step * 0.05).toFixed(2))), step);
      assert.equal(stepOf(step / 20 + 1e-9), null);
    }
    for (const other of [0.01, 0.025, 0.33, 0.7000000000000001, 0.30000000000000004, 0.999])
      assert.equal(stepOf(other), null);
  });

  it('are reached where DuckDB says that what is stored is no less', async () => {
    const near = Array.from({ length: 21 }, (_, step) => {
      const bits = new Int32Array(Float32Array.of(step / 20).buffer)[0]!;
      const floats = [-2, -1, 0, 1, 2].map((shift) => new Float32Array(Int32Array.of(bits + shift).buffer)[0]!);
      return [...floats, step / 20, step / 20 - 1e-9, step / 20 + 1e-9, step / 20 + 0.025];
    });
    const confidences = near.flat().filter((confidence) => confidence >= 0 && confidence <= 1);
    // a least confidence is written as questions write it
    const steps = Array.from({ length: 21 }, (_, step) => `(confidence >= ${step / 20}::FLOAT)::INTEGER`).join(' + ');
    const values = confidences.map((confidence) => `('${confidence}'::DOUBLE::FLOAT)`).join(', ');
    const rows = await duckdb(`SELECT ${steps} - 1 AS step FROM (VALUES ${values}) t(confidence)`);
    assert.deepEqual(
      confidences.map((confidence) => lastStepOf(confidence)),
      rows.map(({ step }) => Number(step)),
    );
  });
});
