import { InferenceSession, Tensor } from 'onnxruntime-node';
import { valueInfo } from '../onnx/messages.ts';
import { ModelProto } from '../onnx/onnx-schema.ts';

/**
 * The domain of the runtime's operators on the layout NCHWc: in memory `[N, channels / c, height, width, c]`, so that the channels
 * which a vector instruction computes together lie side by side. The dimensions of such a value are given as `[N, channels, height, width]`.
 *
 * @see microsoft/onnxruntime, onnxruntime/contrib_ops/cpu/nchwc_ops.h
 */
export const NCHWC_DOMAIN = 'com.microsoft.nchwc';
const CHANNELS = 16;

/** How many channels lie side by side on this CPU, found by changing a picture of two pixels; `null` where there is no such layout. */
export async function nchwcBlockSize(): Promise<number | null> {
  const dims = [1, CHANNELS, 1, 2];
  const model = ModelProto.encode({
    irVersion: 8,
    opsetImport: [
      { domain: '', version: 17 },
      { domain: NCHWC_DOMAIN, version: 1 },
    ],
    graph: {
      name: 'block',
      node: [{ opType: 'ReorderInput', domain: NCHWC_DOMAIN, input: ['plain'], output: ['nchwc'] }],
      input: [valueInfo('plain', 'float32', dims)],
      output: [valueInfo('nchwc', 'float32', dims)],
    },
  }).finish();
  try {
    const session = await InferenceSession.create(model, { logSeverityLevel: 4 });
    const plain = new Tensor(
      'float32',
      Float32Array.from({ length: 2 * CHANNELS }, (_, i) => i),
      dims,
    );
    const { nchwc } = await session.run({ plain });
    await session.release();
    const secondPixel = (nchwc!.data as Float32Array).indexOf(1);
    return secondPixel > 1 ? secondPixel : null;
  } catch {
    return null; // no such layout on this CPU
  }
}
