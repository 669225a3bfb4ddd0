import { join } from 'node:path';
import type { Stage } from './stage.ts';

/** `detect` alone: what it starts is all there is. */
export function oneMachine(home: string, env: Readonly<Record<string, string>>): Stage {
  return {
    isFleet: false,
    verb: 'detect',
    home,
    env,
    redisSocket: join(home, 'run', 'redis.sock'),
    redisPassword: null,
    network: [],
    close: async () => [],
  };
}
