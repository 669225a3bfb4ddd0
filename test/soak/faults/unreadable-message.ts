import { queueNames } from '../../../queue/queue-names.ts';
import type { Fault } from '../fault.ts';
import { putMessage } from '../put-message.ts';
import { withRedis } from '../redis-admin.ts';

/** Time to break a message before it can be taken. */
const DELAY_MS = 500;

/** A message on one of the two queues that is not even JSON. */
export function unreadableMessage(queueName: 'frames' | 'results'): Fault {
  return {
    kind: `an unreadable message on ${queueName}`,
    async strike({ stage }, random, begun) {
      const text = random.pick(['{"chunkId":"x', 'null,', '\u0000\u0001', '']);
      const id = await withRedis(stage, async (redis) => {
        const added = await putMessage(redis, queueName, {}, { delay: DELAY_MS });
        await redis.hset(`${queueNames().prefix}:${queueName}:${added}`, 'data', text);
        return added;
      });
      if (id !== null) begun(JSON.stringify(text));
    },
  };
}
