import type { CompileOptions } from '../ir/compile-network.ts';
import type { ImageForm } from './onnx-nodes.ts';

/** How a graph is written for a device. */
export interface GraphForm {
  readonly passes: Partial<CompileOptions>;
  readonly image: ImageForm;
}

export const CPU_FORM: GraphForm = { passes: {}, image: 'cast' };

/**
 * Every operator has a kernel on GPUs, so that nothing but the picture and the heads travels. Softsign has none, and of what is left
 * mish takes the fewest passes over memory as darknet writes it: three.
 */
export const GPU_FORM: GraphForm = { passes: { mish: 'naive' }, image: 'dequantize' };
