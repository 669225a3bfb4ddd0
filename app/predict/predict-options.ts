import type { Device } from '../../shared/device.ts';
import type { RunSettings } from '../../shared/run.ts';

export interface PredictOptions extends Pick<RunSettings, 'size' | 'confidence' | 'iou'> {
  /** Labels to keep; empty: all. */
  readonly classes: readonly string[];
  /** Files; `-` is standard input. */
  readonly images: readonly string[];
  readonly home: string;
  /** Name, folder or ONNX file. */
  readonly model: string;
  readonly precision: 'fp32' | 'int8';
  /** Whether the aspect ratio is kept in any case; else as the model asks. */
  readonly letterbox: boolean;
  /** Seconds that the answer for a picture may take. */
  readonly timeout: number;
  /** Of a fleet; `null`: this machine does it. */
  readonly redisUrl: string | null;
  readonly namespace: string;
  /** What computes the model, here and below where this machine does it. */
  readonly device: Device;
  /** `null`: one. */
  readonly workers: number | null;
  /** Of each worker's model; `null`: cores / workers. */
  readonly threads: number | null;
}
