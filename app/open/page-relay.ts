import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toErrorBody } from '../../shared/error-body.ts';
import { type FramefleetError, messageOf, StoreError } from '../../shared/errors.ts';
import { LOOPBACK } from '../../shared/listen-address.ts';
import { RelayAccess } from './relay-access.ts';

/** Of a connection, and not of what is asked; and what would not mean the service. */
const OWN_HEADERS = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'host',
  'authorization',
  'origin',
];

/** A port of loopback through which a browser reaches the service on a Unix socket, while this process runs. */
export class PageRelay {
  /** With the token in the part that a browser sends to nobody. */
  readonly address: string;
  readonly #server: Server;

  private constructor(server: Server, token: string) {
    this.#server = server;
    this.address = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/#token=${token}`;
  }

  /**
   * @param port - 0: one that is free
   * @throws {StoreError} `STORE_UNREACHABLE` where the port is not to be had
   */
  static async open(socketPath: string, port: number): Promise<PageRelay> {
    const access = new RelayAccess();
    const server = createServer((incoming, outgoing) => {
      const refusal = access.refusalOf(incoming);
      if (refusal) refuse(outgoing, refusal);
      else relay(socketPath, incoming, outgoing, access);
    });
    server.listen(port, LOOPBACK);
    try {
      await once(server, 'listening');
    } catch (cause) {
      throw new StoreError(
        'STORE_UNREACHABLE',
        `Expected to answer browsers on \`${LOOPBACK}:${port}\`, got: ${messageOf(cause)}. Leave \`--port\` out for one that is free.`,
        { cause },
      );
    }
    return new PageRelay(server, access.token);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

function refuse(outgoing: ServerResponse, error: FramefleetError): void {
  outgoing.writeHead(error.httpStatus, { 'content-type': 'application/json; charset=utf-8' });
  outgoing.end(JSON.stringify(toErrorBody(error)));
}

function relay(socketPath: string, incoming: IncomingMessage, outgoing: ServerResponse, access: RelayAccess): void {
  const { method, url, headers } = incoming;
  const kept = Object.entries(headers).filter(([name]) => !OWN_HEADERS.includes(name));
  const passed = { ...Object.fromEntries(kept), host: 'localhost' };
  const asked = request({ socketPath, method, path: url, headers: passed });
  asked.on('response', (answer) => {
    const status = answer.statusCode ?? 502;
    outgoing.writeHead(status, answer.headers);
    const path = RelayAccess.ticketPathOf(incoming);
    if (path !== null && status === 200) keepTicket(answer, outgoing, path, access);
    else answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy()); // broken off there: broken off here
  });
  asked.on('error', (cause) => {
    const reason = `Expected an answer of the results service, got: ${messageOf(cause)}.`;
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, new StoreError('STORE_UNREACHABLE', reason, { cause }));
  });
  outgoing.on('close', () => asked.destroy()); // who leaves ends the work for his answer
  incoming.pipe(asked);
}

function keepTicket(answer: IncomingMessage, outgoing: ServerResponse, path: string, access: RelayAccess): void {
  let text = '';
  answer.setEncoding('utf8');
  answer.on('data', (part: string) => {
    text += part;
  });
  answer.on('end', () => {
    access.keepTicket(path, text); // before it is used
    outgoing.end(text);
  });
}
