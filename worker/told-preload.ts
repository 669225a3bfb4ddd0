import { once } from 'node:events';
import { ConfigError } from '../shared/errors.ts';
import { type Preload, preloadSchema } from '../shared/preload.ts';

/**
 * What the process that forked this one says to load first (IPC); waits for it.
 *
 * @throws {ConfigError} `CONFIG_INVALID` in a process that was not forked, or when something else is said
 */
export async function toldPreload(): Promise<Preload> {
  const expected = 'Expected a worker with `FRAMEFLEET_PRELOAD=told` to hear of a model over its IPC channel, got';
  if (process.send === undefined) throw new ConfigError('CONFIG_INVALID', `${expected} none.`);
  const [message] = await once(process, 'message');
  const { data, error } = preloadSchema.safeParse(message);
  if (error) throw new ConfigError('CONFIG_INVALID', `${expected} ${JSON.stringify(message)}.`, { cause: error });
  return data;
}
