import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Size } from '../../shared/geometry.ts';

export interface GraphSessionOptions {
  readonly threads: number;
  /** Where the graph runs on a GPU; absent: on the CPU. */
  readonly gpu?: GpuOptions;
  /** What the runtime optimises while it loads; `disabled` for graphs that are optimised already. */
  readonly optimization?: 'all' | 'disabled';
  /** Whether idle threads of the runtime spin within an inference. */
  readonly allowSpinning?: boolean;
  /** Whether memory is planned from one call to the next: as fast as without, and takes half as much again (docs/speed.md). */
  readonly plansMemory?: boolean;
  /** Whether memory of a call is kept for the next. */
  readonly keepsMemory?: boolean;
}

export interface GpuOptions {
  /** Frames of every call, whose shapes are known then. */
  readonly batch: number;
  readonly size: Size;
  /** Whether operators without a kernel on the GPU may run on the CPU; else a graph that has such is refused. */
  readonly mayFallBack: boolean;
}

/** An output of a graph; its memory is borrowed for the call that is handed it, unless that keeps `data`. */
export interface OutputTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/** By name. */
export type GraphOutputs = Readonly<Record<string, OutputTensor>>;

const ERRORS_ONLY = 3;
const FATAL_ONLY = 4;
/**
 * Settings of a session that leave layers in floats as they are. The runtime takes the weights of a convolution between bytes for
 * forgotten, and makes bytes of them, of 8 bits too where the CPU cannot add their products.
 */
export const KEEPS_FLOATS = { optimization: { disable_specified_optimizers: 'WeightBiasQuantization' } } as const;

/** A graph of one input, bytes `[N, height, width, 3]`, loaded by ONNX Runtime. Calls block their thread until they are done. */
export class GraphSession {
  private constructor(private readonly session: InferenceSession) {}

  /**
   * @param graph - path of an ONNX file, or its bytes
   * @throws what the runtime says when it refuses the graph
   */
  static async open(graph: string | Uint8Array, options: GraphSessionOptions): Promise<GraphSession> {
    if (options.gpu) return new GraphSession(await created(graph, gpuSettings(options.gpu)));
    const { threads, optimization = 'all', allowSpinning = true, plansMemory = false, keepsMemory = true } = options;
    const settings: InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: optimization,
      logSeverityLevel: ERRORS_ONLY,
      enableMemPattern: plansMemory,
      enableCpuMemArena: keepsMemory,
      // Threads spin within an inference, not after it: then the cores are the decoder's and the queue's.
      extra: {
        session: { intra_op: { allow_spinning: allowSpinning ? '1' : '0' }, force_spinning_stop: '1' },
        ...KEEPS_FLOATS,
      },
    };
    return new GraphSession(await created(graph, settings));
  }

  /**
   * Runs a batch of frames.
   *
   * @param pixels - `batch × height × width × 3` bytes; not changed
   * @throws what the runtime says
   */
  async run(pixels: Uint8Array, { width, height }: Size, batch = 1): Promise<GraphOutputs> {
    const frames = new Tensor('uint8', pixels, [batch, height, width, 3]);
    const outputs = await this.session.run({ [this.session.inputNames[0]!]: frames });
    return outputs as unknown as GraphOutputs;
  }

  close(): Promise<void> {
    return this.session.release();
  }
}

function created(graph: string | Uint8Array, settings: InferenceSession.SessionOptions): Promise<InferenceSession> {
  return typeof graph === 'string'
    ? InferenceSession.create(graph, settings)
    : InferenceSession.create(graph, settings);
}

function gpuSettings({ batch, size, mayFallBack }: GpuOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: [{ name: 'webgpu' }],
    freeDimensionOverrides: { N: batch, height: size.height, width: size.width },
    graphOptimizationLevel: 'all',
    logSeverityLevel: mayFallBack ? ERRORS_ONLY : FATAL_ONLY,
    extra: { session: { disable_cpu_ep_fallback: mayFallBack ? '0' : '1' } },
  };
}
