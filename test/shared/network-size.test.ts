import assert from 'node:assert/strict';
import { FramefleetError } from '../../shared/errors.ts';
import { type ModelManifest, modelManifestSchema } from '../../shared/model-manifest.ts';
import { resized } from '../../shared/network-size.ts';

function manifest(sizeStep: number | null): ModelManifest {
  return modelManifestSchema.parse({
    formatVersion: 1,
    modelId: 'net',
    modelSha256: 'a'.repeat(64),
    graph: 'model.onnx',
    input: { name: 'frames', width: 416, height: 416, type: 'uint8', maxBatch: null, sizeStep },
    resize: 'stretch',
    heads: [{ output: 'a', anchors: [[1, 1]], scaleXY: 1, newCoords: false, layout: 'nchw' }],
    nonMaxSuppression: 'iou',
    labels: ['dog'],
  });
}

describe('a model at another size', () => {
  it('keeps everything but the size of its input', () => {
    const own = manifest(32);
    const other = resized(own, { width: 608, height: 320 });
    assert.deepEqual(other, { ...own, input: { ...own.input, width: 608, height: 320 } });
  });

  it('is itself at its own size, or at none', () => {
    for (const step of [32, null]) {
      const own = manifest(step);
      assert.equal(resized(own, null), own);
      assert.equal(resized(own, { width: 416, height: 416 }), own);
    }
  });

  for (const [why, step, size] of [
    ['is no multiple of its step', 64, { width: 608, height: 608 }],
    ['is larger than any frame can be', 32, { width: 6080, height: 6080 }],
    ['is longer than any picture', 32, { width: 64, height: 64_000 }],
    ['is not the only one of an ONNX file', null, { width: 608, height: 608 }],
  ] as const) {
    it(`is refused when the size ${why}`, () => {
      assert.throws(
        () => resized(manifest(step), size),
        (error) =>
          error instanceof FramefleetError &&
          error.code === 'CONFIG_INVALID' &&
          /608x608|6080x6080|64x64000/.test(error.message),
      );
    });
  }
});
