import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { refusalOf } from '../../shared/access.ts';
import type { FramefleetError } from '../../shared/errors.ts';

/** What is told to anybody, since it holds nothing of the store. */
const OPEN_PATHS = /^\/(page\/[\w.-]+|docs(\/[\w./-]*)?|v1\/openapi\.json)?$/;

/**
 * Who is let through to a service whose socket only its user may open. Every user of a machine, and every page of a browser on it, can
 * reach a port of loopback: so a request has to name this machine, and to show a token that is drawn anew each time.
 */
export class RelayAccess {
  readonly token = randomBytes(24).toString('base64url');
  /** Paths by the tickets to them, as the service gave them. */
  readonly #tickets = new Map<string, string>();

  /** @returns `null` for who is let through */
  refusalOf({ method = '', url = '', headers }: IncomingMessage): FramefleetError | null {
    const foreign = refusalOf({ kind: 'loopback' }, 'read', { host: headers.host });
    if (foreign) return foreign;
    const [path = '', query = ''] = url.split('?');
    const isReading = method === 'GET' || method === 'HEAD';
    if (isReading && OPEN_PATHS.test(path)) return null;
    const ticket = new URLSearchParams(query).get('ticket');
    if (isReading && ticket !== null && this.#tickets.get(ticket) === path) return null;
    return refusalOf({ kind: 'tokens', write: this.token, read: null }, 'write', headers);
  }

  /** Where the answer of a path may be a ticket, and to what. @returns `null` where it may not */
  static ticketPathOf({ method, url = '' }: IncomingMessage): string | null {
    const [, path] = /^(\/v1\/videos\/[^/?]+\/\w+)-ticket$/.exec(url) ?? [];
    return method === 'POST' && path !== undefined ? path : null;
  }

  /** Lets through who shows a ticket that the service gave, to that path alone. */
  keepTicket(path: string, answer: string): void {
    const { ticket } = JSON.parse(answer) as { ticket?: unknown };
    if (typeof ticket === 'string') this.#tickets.set(ticket, path);
  }
}
