import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { queueNames } from '../../queue/queue-names.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { payloadFolderOf } from '../fixtures/shared-memory.ts';
import { withRedis } from './redis-admin.ts';
import type { Stage } from './stage.ts';
import { waitingPayloads } from './waiting-payloads.ts';

const END_MS = 30_000;
const QUEUE_MS = 60_000;
const MOST_LOG_BYTES = 20 * 2 ** 20;

/** Keys that ought not to be in Redis when all work is done; records of BullMQ's own may stay. Waits for what is still on its way. */
export async function leftInRedis(stage: Stage): Promise<string[]> {
  let left: string[] = [];
  await until(
    'the queues are empty',
    async () => {
      left = (await withRedis(stage, workIn)) ?? [];
      return left.length === 0;
    },
    QUEUE_MS,
  ).catch(() => undefined); // what is left then is told
  return left;
}

/** Processes, sockets and files that ought not to be there when every command and service has ended. */
export async function leftOnMachine({ home }: Stage): Promise<string[]> {
  const processes = () => processesNaming(home);
  await until('every process has ended', () => processes().length === 0, END_MS).catch(() => undefined);
  return [
    ...processes().map(({ pid, command }) => `process ${pid}: ${command}`),
    ...filesIn(join(home, 'run')).map((file) => `socket or file ${file}`),
    ...[payloadFolderOf(home) ?? []].flat().map((folder) => `folder of pixels ${folder}`),
    ...filesIn(join(home, 'tmp')).map((file) => `temporary file ${file}`),
    ...filesIn(home)
      .filter((file) => file.endsWith('.sock'))
      .map((file) => `socket ${file}`),
    ...filesIn(join(home, 'store'))
      .filter((file) => !file.endsWith('detections.duckdb'))
      .map((file) => `file beside the store ${file}`),
    ...filesIn(join(home, 'logs'))
      .filter((file) => statSync(file).size > MOST_LOG_BYTES)
      .map((file) => `a log of ${statSync(file).size} bytes: ${file}`),
  ];
}

async function workIn(redis: Parameters<typeof waitingPayloads>[0]): Promise<string[]> {
  const { prefix, payloadSizes, payloadTotal } = queueNames();
  const left = (await waitingPayloads(redis)).map(({ chunkId }) => `payload of ${chunkId}`);
  for (const queue of ['frames', 'results']) {
    for (const [state, count] of [
      ['wait', redis.llen(`${prefix}:${queue}:wait`)],
      ['active', redis.llen(`${prefix}:${queue}:active`)],
      ['delayed', redis.zcard(`${prefix}:${queue}:delayed`)],
    ] as const) {
      if ((await count) > 0) left.push(`${await count} jobs of ${queue} in ${state}`);
    }
  }
  const sizes = await redis.hlen(payloadSizes);
  if (sizes > 0) left.push(`${sizes} entries of ${payloadSizes}`);
  const total = Number((await redis.get(payloadTotal)) ?? 0);
  if (total !== 0) left.push(`${payloadTotal} is ${total}`);
  return left;
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}
