import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { messageOf, StoreError } from '../../shared/errors.ts';
import type { ListenTarget } from '../../shared/listen-address.ts';

/**
 * Listens; a socket file that a crashed service left is replaced, one that somebody listens on is not.
 *
 * @returns the address as `FRAMEFLEET_RESULTS_URL` takes it
 * @throws {StoreError} `STORE_UNREACHABLE` when the address is taken or not to be had
 */
export async function listen(app: FastifyInstance, target: ListenTarget): Promise<string> {
  if (!('socketPath' in target)) {
    const address = await app.listen(target).catch((error: unknown) => refuse(`${target.host}:${target.port}`, error));
    return address;
  }
  const { socketPath } = target;
  if (await isAnswering(socketPath)) refuse(socketPath, 'another service listens there');
  await rm(socketPath, { force: true });
  await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
  await app.listen({ path: socketPath }).catch((error: unknown) => refuse(socketPath, error));
  await chmod(socketPath, 0o600);
  return `unix://${socketPath}`;
}

function refuse(address: string, reason: unknown): never {
  throw new StoreError(
    'STORE_UNREACHABLE',
    `Expected the results service to listen on \`${address}\`, got: ${messageOf(reason)}.`,
    { cause: reason },
  );
}

function isAnswering(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
