import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pause } from './pause.ts';

/** A network of its own between clients and one Unix socket: connections through it can be cut, held and refused. */
export class TcpProxy {
  readonly name: string;
  readonly #target: string;
  readonly #server: Server;
  /** Both ends of every connection, the client's first. */
  readonly #connections = new Set<readonly [Socket, Socket]>();
  #isRefusing = false;
  #isHolding = false;

  private constructor(name: string, target: string) {
    this.name = name;
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** Listens on a free port of the loopback. */
  static async listen(name: string, target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(name, target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resets every connection. @returns how many */
  cut(): number {
    for (const [client] of this.#connections) client.resetAndDestroy();
    return this.#connections.size;
  }

  /** Resets every connection and every new one for a while. */
  async refuse(ms: number, until: AbortSignal): Promise<void> {
    this.#isRefusing = true;
    this.cut();
    await pause(ms, until);
    this.#isRefusing = false;
  }

  /** Lets nothing through for a while, and loses nothing. */
  async hold(ms: number, until: AbortSignal): Promise<void> {
    this.#isHolding = true;
    for (const socket of this.#ends()) socket.pause();
    await pause(ms, until);
    this.#isHolding = false;
    for (const socket of this.#ends()) socket.resume();
  }

  async close(): Promise<void> {
    for (const socket of this.#ends()) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #ends(): Socket[] {
    return [...this.#connections].flat();
  }

  #accept(client: Socket): void {
    if (this.#isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const connection = [client, connect({ path: this.#target, allowHalfOpen: true })] as const;
    this.#connections.add(connection);
    this.#pipe(...connection);
    this.#pipe(connection[1], client);
    client.on('close', () => this.#connections.delete(connection));
  }

  #pipe(from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      if (to.write(bytes)) return;
      from.pause();
      to.once('drain', () => {
        if (!this.#isHolding) from.resume();
      });
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroySoon());
    if (this.#isHolding) from.pause();
  }
}
