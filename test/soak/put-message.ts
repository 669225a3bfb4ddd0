import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queueNames } from '../../queue/queue-names.ts';

export interface MessageOptions {
  readonly jobId?: string;
  /** Milliseconds until it can be taken. */
  readonly delay?: number;
}

/** Puts a message on one of the two queues, as anybody who reaches Redis can. @returns its id */
export async function putMessage(
  connection: Redis,
  queueName: 'frames' | 'results',
  message: unknown,
  options: MessageOptions = {},
): Promise<string> {
  const queue = new Queue(queueName, { connection, prefix: queueNames().prefix });
  queue.on('error', () => undefined); // other faults' doing; the call fails too
  try {
    const job = await queue.add('chunk', message, { removeOnComplete: true, removeOnFail: true, ...options });
    return job.id!;
  } finally {
    await queue.close();
  }
}
