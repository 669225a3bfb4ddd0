import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Size } from '../../shared/geometry.ts';

export interface GraphSessionOptions {
  readonly threads: number;
  /** What the runtime optimises while it loads; `disabled` for graphs that are optimised already. */
  readonly optimization?: 'all' | 'disabled';
  /** Whether idle threads of the runtime spin within an inference. */
  readonly allowSpinning?: boolean;
  /** Whether memory is planned from one call to the next: as fast as without, and takes half as much again (docs/speed.md). */
  readonly plansMemory?: boolean;
  /** Whether memory of a call is kept for the next. */
  readonly keepsMemory?: boolean;
}

/** An output of a graph; its memory is borrowed for the call that is handed it, unless that keeps `data`. */
export interface OutputTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/** By name. */
export type GraphOutputs = Readonly<Record<string, OutputTensor>>;

const ERRORS_ONLY = 3;

/** A graph of one input, bytes `[N, height, width, 3]`, loaded by ONNX Runtime. Calls block their thread until they are done. */
export class GraphSession {
  private constructor(private readonly session: InferenceSession) {}

  /**
   * @param graph - path of an ONNX file, or its bytes
   * @throws what the runtime says when it refuses the graph
   */
  static async open(graph: string | Uint8Array, options: GraphSessionOptions): Promise<GraphSession> {
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
      extra: { session: { intra_op: { allow_spinning: allowSpinning ? '1' : '0' }, force_spinning_stop: '1' } },
    };
    const session = await (typeof graph === 'string'
      ? InferenceSession.create(graph, settings)
      : InferenceSession.create(graph, settings));
    return new GraphSession(session);
  }

  /**
   * Runs one frame.
   *
   * @param pixels - `height × width × 3` bytes; not changed
   * @throws what the runtime says
   */
  async run(pixels: Uint8Array, { width, height }: Size): Promise<GraphOutputs> {
    const frame = new Tensor('uint8', pixels, [1, height, width, 3]);
    const outputs = await this.session.run({ [this.session.inputNames[0]!]: frame });
    return outputs as unknown as GraphOutputs;
  }

  close(): Promise<void> {
    return this.session.release();
  }
}
