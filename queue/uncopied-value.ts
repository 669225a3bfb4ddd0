import type { Socket } from 'node:net';
import { Command } from 'ioredis';

/**
 * `SET key value PX ms` whose value goes to the socket as it is. ioredis puts a command together in a buffer of its own:
 * megabytes for each chunk, which cost more to collect than to copy.
 */
export class SetUncopied extends Command {
  /** @param value - not to be changed until the answer is there */
  constructor(
    private readonly key: string,
    private readonly value: Buffer,
    private readonly lifetimeMs: number,
  ) {
    super('set', [key, value, 'PX', `${lifetimeMs}`]);
  }

  override toWritable(socket: object): string {
    const stream = socket as Socket;
    stream.write(`*5\r\n$3\r\nset\r\n${bulk(this.key)}$${this.value.byteLength}\r\n`);
    stream.write(this.value);
    return `\r\n${bulk('PX')}${bulk(String(this.lifetimeMs))}`;
  }
}

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}
