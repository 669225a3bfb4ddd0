import { processesNaming } from '../fixtures/processes.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** What a process of the soak does; `camera`: the ffmpeg that plays a camera, `ffmpeg`: those that decode. */
export type Role = 'command' | 'worker' | 'service' | 'redis' | 'ffmpeg' | 'camera';

/** A set-up of the program under test: everything of it lives in one folder and can be told by that folder's name. */
export interface Stage {
  readonly isFleet: boolean;
  /** The verb that runs an input here. */
  readonly verb: 'detect' | 'produce';
  readonly home: string;
  /** Environment of every command. */
  readonly env: Readonly<Record<string, string>>;
  /** Redis's own socket, behind any proxy. */
  readonly redisSocket: string;
  readonly redisPassword: string | null;
  /** The network between the parts; empty on one machine, where there is none. */
  readonly network: readonly TcpProxy[];
  /** Ends what the set-up runs by itself. @returns what did not end as it should */
  close(): Promise<string[]>;
}

const PATTERNS: Readonly<Record<Role, RegExp>> = {
  command: /main\.js (detect|produce) /,
  worker: /main\.js worker/,
  service: /main\.js (serve|daemon)/,
  redis: /redis-server/,
  ffmpeg: /ffmpeg (?!.*listen)/,
  camera: /ffmpeg .*listen/,
};

/** The processes that play a role at this moment. */
export function processesOf({ home }: Pick<Stage, 'home'>, role: Role): number[] {
  return processesNaming(home)
    .filter(({ command }) => PATTERNS[role].test(command))
    .map(({ pid }) => pid);
}
