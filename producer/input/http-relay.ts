import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { basicAuthorization } from './basic-authorization.ts';
import { redactUrl } from './redact-url.ts';

/** Headers of a request that are passed on, and of an answer. */
const asked = ['range', 'user-agent', 'accept', 'icy-metadata'];
const answered = ['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified'];

/** An address on loopback behind which lies one http(s) URL, and what it names relative to itself. */
export interface HttpRelay {
  readonly url: string;
  /** Ends it, with the connections that there are. */
  close(): void;
}

/**
 * Relays a URL with secrets, so that whoever reads it need not know them. Only processes of this user are answered (on Linux, where
 * that can be told), and only who has the address.
 *
 * @param secretUrl - with user and password, if any; a fragment is dropped
 */
export async function httpRelay(secretUrl: string): Promise<HttpRelay> {
  const target = new URL(secretUrl);
  const shown = new URL(redactUrl(secretUrl));
  const authorization = basicAuthorization(target);
  target.username = target.password = target.hash = '';
  const key = randomBytes(16).toString('hex');
  const owners = new WeakMap<Socket, Promise<boolean>>();
  const server = createServer(async (request, response) => {
    if (!(await owners.get(request.socket))) return void request.socket.destroy();
    if (request.headers.authorization !== `Basic ${Buffer.from(`relay:${key}`).toString('base64')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="relay"' }).end();
      return;
    }
    const isFirst = request.url === shown.pathname + shown.search;
    const url = isFirst ? target : new URL(request.url ?? '/', target.origin);
    forward(request, response, url, authorization);
  });
  server.on('connection', (socket) => owners.set(socket, isOurs(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://relay:${key}@127.0.0.1:${port}${shown.pathname}${shown.search}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function forward(request: IncomingMessage, response: ServerResponse, url: URL, authorization: string | null): void {
  const headers = { ...picked(request.headers, asked), ...(authorization !== null && { authorization }) };
  const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const upstream = ask(url, { method: request.method, headers, agent: false }, (answer) => {
    const { location } = answer.headers;
    const redirect = location === undefined ? {} : { location: new URL(location, url).href };
    response.writeHead(answer.statusCode ?? 502, { ...picked(answer.headers, answered), ...redirect });
    pipeline(answer, response, () => answer.destroy()); // a source that breaks off breaks off here, too
  });
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  response.on('close', () => upstream.destroy());
  upstream.end();
}

function picked(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}

/** Whether a connection is of a process of this user, as far as can be told. */
async function isOurs({ remotePort = 0, localPort = 0 }: Socket): Promise<boolean> {
  const owner = await ownerOf(remotePort, localPort);
  return owner === null || owner === process.geteuid?.();
}

/** Whose the far end of a connection on 127.0.0.1 is; `null` where the system does not say. */
async function ownerOf(port: number, toPort: number): Promise<number | null> {
  const table = await readFile('/proc/net/tcp', 'latin1').catch(() => '');
  const hex = (number: number) => number.toString(16).toUpperCase().padStart(4, '0');
  const ends = new RegExp(`^ *\\d+: 0100007F:${hex(port)} 0100007F:${hex(toPort)} (.*)$`, 'm');
  const fields = ends.exec(table)?.[1]?.trim().split(/\s+/);
  // state, queues, timer, retransmits, then the user
  return fields?.[4] === undefined ? null : Number(fields[4]);
}
