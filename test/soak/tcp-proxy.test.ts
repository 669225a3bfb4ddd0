import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { TcpProxy } from './tcp-proxy.ts';

describe('the network of a soak', () => {
  const folder = temporaryFolder();
  const never = new AbortController().signal;
  let echo: Server;
  let proxy: TcpProxy;
  let clients: Socket[];

  beforeEach(async () => {
    const target = join(folder(), 'echo.sock');
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(target);
    await once(echo, 'listening');
    proxy = await TcpProxy.listen('echo', target);
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    await proxy.close();
    echo.close();
  });

  function open(): Socket {
    const client = connect(proxy.port, '127.0.0.1');
    client.on('error', () => undefined); // it may be reset, which is what is tested
    clients.push(client);
    return client;
  }

  function closed(client: Socket): Promise<void> {
    return new Promise((resolve) => client.once('close', () => resolve()));
  }

  it('hands bytes on in both directions, also more than sockets buffer', async () => {
    const client = open();
    const sent = Buffer.alloc(20 * 2 ** 20, 'framefleet');
    const got: Buffer[] = [];
    client.end(sent);
    for await (const part of client) got.push(part as Buffer);
    assert.ok(Buffer.concat(got).equals(sent));
  });

  it('cuts every connection', async () => {
    const client = open();
    client.write('x');
    await once(client, 'data');
    assert.equal(proxy.cut(), 1);
    await closed(client);
  });

  it('refuses connections for a while, and takes them again', async () => {
    const refusing = proxy.refuse(200, never);
    const refused = open();
    await closed(refused);
    await refusing;
    const client = open();
    client.write('x');
    await once(client, 'data');
  });

  it('holds bytes for a while, and loses none', async () => {
    const client = open();
    const arrivals: number[] = [];
    client.on('data', (bytes: Buffer) => arrivals.push(bytes.length));
    client.write('x');
    await sleep(50);
    assert.deepEqual(arrivals, [1]);
    const holding = proxy.hold(300, never);
    client.write('yz');
    await sleep(50);
    assert.deepEqual(arrivals, [1]);
    await holding;
    await once(client, 'data');
    assert.deepEqual(arrivals, [1, 2]);
  });
});
