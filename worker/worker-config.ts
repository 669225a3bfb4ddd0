import type { GivenTokens } from '../shared/access.ts';
import type { Device } from '../shared/device.ts';
import type { Preload } from '../shared/preload.ts';

/** Settings of a worker process, parsed and checked. */
export interface WorkerConfig extends GivenTokens {
  readonly redisUrl: string;
  readonly home: string;
  readonly namespace: string;
  /** What computes models. */
  readonly device: Device;
  /** Of the model on a CPU; `null`: the CPU quota. */
  readonly threads: number | null;
  /** Model to load before frames ask for it; `told`: whoever forked this process says it, and nothing is begun before. */
  readonly preload: Preload | 'told' | null;
  /** Whether idle threads keep looking for work. */
  readonly spinning: boolean;
  /** Time after which the chunks that a dead worker held are handed out again. */
  readonly lockDurationMs: number;
  /** How long the model may take over a frame. */
  readonly frameDeadlineMs: number;
  /** Where `GET /healthz` is answered; `null`: nowhere. */
  readonly healthPort: { readonly host: string; readonly port: number } | null;
  readonly logLevel: string;
}
