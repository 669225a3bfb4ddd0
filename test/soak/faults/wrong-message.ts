import type { Fault } from '../fault.ts';
import { putMessage } from '../put-message.ts';
import { withRedis } from '../redis-admin.ts';

const MESSAGES: readonly unknown[] = [
  null,
  0,
  'text',
  [],
  {},
  { hello: 'world' },
  { chunkId: 'x', runId: 'x', chunkIndex: -1, frames: [] },
  { chunkId: 'x'.repeat(10_000), frames: Array.from({ length: 20_000 }, (_, i) => ({ frameIndex: i })) },
];

/** A message that is none of ours, on one of the two queues. */
export function wrongMessage(queueName: 'frames' | 'results'): Fault {
  return {
    kind: `a wrong message on ${queueName}`,
    async strike({ stage }, random, begun) {
      const message = random.pick(MESSAGES);
      const id = await withRedis(stage, (redis) => putMessage(redis, queueName, message));
      if (id !== null) begun(JSON.stringify(message).slice(0, 40));
    },
  };
}
