import { once } from 'node:events';
import { createServer } from 'node:http';
import { askSocket, type SocketRequest } from './ask-socket.ts';

const LIMIT_MS = 30_000;

/** A service that hands every request on to another one, and keeps it. */
export interface Recorder {
  readonly url: string;
  readonly requests: readonly SocketRequest[];
  close(): Promise<void>;
}

export async function recordRequests(socketPath: string, target: string): Promise<Recorder> {
  const requests: SocketRequest[] = [];
  const server = createServer(async (incoming, answer) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const { method = 'GET', url: path = '/' } = incoming;
    const headers: Record<string, string> = parts.length > 0 ? { 'content-type': 'application/json' } : {};
    const asked = { method, path, headers, body: Buffer.concat(parts).toString() };
    requests.push(asked);
    const { status, body } = await askSocket(target, asked, LIMIT_MS);
    answer.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    url: `unix://${socketPath}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
