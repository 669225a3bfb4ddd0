import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a Redis that breaks amid what a test says, once, and holds from then on. */
export class CutConnection {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Bytes that still go to Redis, or come from it, before it breaks; `null`: it holds. */
  #left: { readonly way: 'there' | 'back'; bytes: number } | null = null;
  breaks = 0;

  private constructor(private readonly socketPath: string) {
    this.#server = createServer((client) => this.#join(client));
  }

  /** @param redisUrl - of a Redis on a Unix socket */
  static async open(redisUrl: string): Promise<CutConnection> {
    const cut = new CutConnection(new URL(redisUrl).pathname);
    cut.#server.listen(0, '127.0.0.1');
    await once(cut.#server, 'listening');
    return cut;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @param bytes - that still pass on this way */
  breakAfter(way: 'there' | 'back', bytes: number): void {
    this.#left = { way, bytes };
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const redis = connect(this.socketPath);
    const both = [client, redis];
    for (const socket of both) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const one of both) one.destroy();
      });
    }
    const pass = (way: 'there' | 'back', from: Socket, to: Socket) =>
      from.on('data', (bytes) => {
        const left = this.#left;
        if (left?.way !== way || bytes.length <= left.bytes) {
          if (left?.way === way) left.bytes -= bytes.length;
          to.write(bytes);
          return;
        }
        this.#left = null;
        this.breaks += 1;
        to.write(bytes.subarray(0, left.bytes), () => to.destroy());
      });
    pass('there', client, redis);
    pass('back', redis, client);
  }
}
