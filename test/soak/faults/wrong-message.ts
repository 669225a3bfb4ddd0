import { Queue } from 'bullmq';
import { queueNames } from '../../../queue/queue-names.ts';
import type { Fault } from '../fault.ts';
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
      const { prefix } = queueNames();
      const added = await withRedis(stage, async (connection) => {
        const queue = new Queue(queueName, { connection, prefix });
        queue.on('error', () => undefined); // other faults' doing
        await queue.add('chunk', message, { removeOnComplete: true, removeOnFail: true });
        await queue.close();
        return true;
      });
      if (added) begun(JSON.stringify(message).slice(0, 40));
    },
  };
}
