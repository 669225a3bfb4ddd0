import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pause } from './pause.ts';

const PIECE_BYTES = 32 * 1024;
/** So slow that a video is still on its way when faults come. */
const PIECE_MS = 120;

/** Serves one video over HTTP, slowly and with byte ranges; downloads through it can be broken off. */
export class VideoServer {
  readonly #bytes: Buffer;
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  #isRefusing = false;

  private constructor(path: string) {
    this.#bytes = readFileSync(path);
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Listens on a free port of the loopback. */
  static async listen(path: string): Promise<VideoServer> {
    const server = new VideoServer(path);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks off every download, and refuses new ones for a while. @returns how many there were */
  breakOff(ms: number, until: AbortSignal): { readonly downloads: number; readonly done: Promise<void> } {
    const downloads = this.#open.size;
    this.#isRefusing = true;
    for (const response of this.#open) response.destroy();
    const done = pause(ms, until).then(() => {
      this.#isRefusing = false;
    });
    return { downloads, done };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer({ method, headers }: IncomingMessage, response: ServerResponse): void {
    if (this.#isRefusing) {
      response.destroy();
      return;
    }
    const size = this.#bytes.length;
    const [, first] = /^bytes=(\d+)-/.exec(headers.range ?? '') ?? [];
    const from = Math.min(Number(first ?? 0), size);
    response.writeHead(first === undefined ? 200 : 206, {
      ...{ 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes', etag: '"soak"' },
      'content-length': size - from,
      ...(first === undefined ? {} : { 'content-range': `bytes ${from}-${size - 1}/${size}` }),
    });
    if (method === 'HEAD') response.end();
    else void this.#send(response, from);
  }

  async #send(response: ServerResponse, from: number): Promise<void> {
    this.#open.add(response);
    const gone = new AbortController();
    response.on('error', () => undefined); // it was broken off, here or there
    response.on('close', () => gone.abort());
    for (let at = from; at < this.#bytes.length && !gone.signal.aborted; at += PIECE_BYTES) {
      const isTaken = response.write(this.#bytes.subarray(at, at + PIECE_BYTES));
      if (!isTaken) await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
      await pause(PIECE_MS, gone.signal);
    }
    response.end();
    this.#open.delete(response);
  }
}
