import type { Socket } from 'node:net';
import type { FastifyReply, FastifyServerOptions } from 'fastify';
import { toErrorBody } from '../../shared/error-body.ts';
import { ConfigError, messageOf } from '../../shared/errors.ts';

/** The statuses of what Node's parser refuses; everything else is 400. */
const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** How requests are refused that reach no route: also with `{error: {code, message}}`. */
export const refusals: Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors'> = {
  clientErrorHandler: refuseBytes,
  // a path that cannot be decoded, a parameter that is too long
  frameworkErrors: (error, _request, reply) => {
    const refusal = toErrorBody(new ConfigError('CONFIG_INVALID', messageOf(error)));
    void (reply as FastifyReply).status(error.statusCode ?? 400).send(refusal);
  },
};

/** Answers bytes that are no HTTP, headers that are too long, and requests that take too long, and hangs up. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return; // nobody is there to read it
  const refusal = new ConfigError(
    'CONFIG_INVALID',
    `Expected an HTTP request, got one that cannot be read: ${error.message}.`,
  );
  const body = JSON.stringify(toErrorBody(refusal));
  const head = [
    `HTTP/1.1 ${STATUS_LINES[error.code ?? ''] ?? '400 Bad Request'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
