import { messageOf } from '../../shared/errors.ts';
import { valueInfo } from '../onnx/messages.ts';
import { ModelProto } from '../onnx/onnx-schema.ts';
import { GraphSession } from './graph-session.ts';
import type { GpuProbe } from './require-gpu.ts';

// The body of a process that tries a GPU: a driver that crashes or speaks on stderr does so here.

const size = { width: 2, height: 1 };
const dims = [1, size.height, size.width, 3];
const model = ModelProto.encode({
  irVersion: 8,
  opsetImport: [{ domain: '', version: 17 }],
  graph: {
    name: 'probe',
    node: [{ opType: 'DequantizeLinear', input: ['frames', 'scale'], output: ['floats'] }],
    initializer: [{ name: 'scale', dims: [], dataType: 1, rawData: new Uint8Array(Float32Array.of(1).buffer) }],
    input: [valueInfo('frames', 'uint8', dims)],
    output: [valueInfo('floats', 'float32', dims)],
  },
}).finish();

let fault: string | null = null;
try {
  const session = await GraphSession.open(model, { threads: 1, gpu: { batch: 1, size, mayFallBack: false } });
  const { floats } = await session.run(Uint8Array.of(1, 2, 3, 4, 5, 6), size);
  if (floats?.data.join() !== '1,2,3,4,5,6') fault = `it computes wrongly: ${floats?.data.join()}`;
} catch (error) {
  fault = messageOf(error);
}
process.send?.({ fault } satisfies GpuProbe, () => process.exit());
