import { once } from 'node:events';
import { type FirstModel, firstModelSchema } from '../shared/first-model.ts';

/**
 * What the process that forked this one says to load first (IPC); waits for it.
 *
 * @returns at once `null` in a process that was not forked
 * @throws {ZodError} when it says something else
 */
export async function toldModel(): Promise<FirstModel | null> {
  if (process.send === undefined) return null; // no IPC channel
  const [message] = await once(process, 'message');
  return firstModelSchema.parse(message);
}
