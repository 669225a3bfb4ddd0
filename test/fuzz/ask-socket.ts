import { request } from 'node:http';
import { connect } from 'node:net';

const KEPT_BYTES = 100_000;

export interface SocketRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface SocketAnswer {
  readonly status: number;
  /** The first bytes of the body, as text. */
  readonly body: string;
}

/**
 * Asks a service on a Unix socket over HTTP. An answer that goes on is broken off after its first bytes.
 *
 * @throws {Error} `timeout` when no answer came in time, else why there was none
 */
export function askSocket(socketPath: string, asked: SocketRequest, limitMs: number): Promise<SocketAnswer> {
  const { method, path, body } = asked;
  const length = body ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  const headers = { ...asked.headers, ...length };
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, headers, agent: false }, (answer) => {
      let text = '';
      const done = () => {
        clearTimeout(timer);
        resolve({ status: answer.statusCode ?? 0, body: text });
        outgoing.destroy();
      };
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.length > KEPT_BYTES || path.startsWith('/lease')) done();
      });
      answer.on('end', done);
      answer.on('error', done);
    });
    const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), limitMs);
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    outgoing.end(body);
  });
}

/** Sends bytes that may be no HTTP, and gives what comes back until the other side closes, or in `limitMs`. */
export function sendRaw(socketPath: string, bytes: Buffer, limitMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    let text = '';
    const timer = setTimeout(() => socket.destroy(), limitMs);
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('error', () => undefined); // it may be refused in the middle
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.end(bytes);
  });
}
