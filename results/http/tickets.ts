import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const LASTS_MS = 12 * 3600 * 1000;

/** What lets somebody in who cannot show a token. */
export interface Ticket {
  readonly ticket: string;
  /** ISO 8601 in UTC. */
  readonly expiresAt: string;
}

/**
 * Tickets to one thing each, for the parts of a browser that show no token: a player asks for a file by its address alone. A ticket in an address leads
 * to nothing else, and to nothing after half a day, or after a new start of the service; a token there would lead to everything.
 */
export class Tickets {
  readonly #key = randomBytes(32);

  /** @param subject - what it leads to */
  issue(subject: string, now = Date.now()): Ticket {
    const expires = now + LASTS_MS;
    return { ticket: `${expires}.${this.#mark(subject, expires)}`, expiresAt: new Date(expires).toISOString() };
  }

  /** Whether a text is a ticket to this thing. */
  admits(subject: string, ticket: string, now = Date.now()): boolean {
    const [, expires = '', mark = ''] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(ticket) ?? [];
    if (mark === '' || Number(expires) <= now) return false;
    return timingSafeEqual(Buffer.from(mark, 'hex'), Buffer.from(this.#mark(subject, Number(expires)), 'hex'));
  }

  #mark(subject: string, expires: number): string {
    return createHmac('sha256', this.#key).update(`${expires} ${subject}`).digest('hex');
  }
}
