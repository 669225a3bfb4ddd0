import assert from 'node:assert/strict';
import { Tickets } from '../../../results/http/tickets.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const HOUR = 3600 * 1000;

describe('A ticket', () => {
  it('leads to what it was issued for, for half a day', () => {
    const tickets = new Tickets();
    const { ticket, expiresAt } = tickets.issue('v1', NOW);
    assert.equal(expiresAt, '2026-03-01T12:00:00.000Z');
    assert.ok(tickets.admits('v1', ticket, NOW + 11.9 * HOUR));
    assert.ok(!tickets.admits('v1', ticket, NOW + 12 * HOUR));
    assert.ok(!tickets.admits('v2', ticket, NOW));
  });

  it('cannot be made by somebody else, nor last longer by being written so', () => {
    const tickets = new Tickets();
    const { ticket } = tickets.issue('v1', NOW);
    const [expires, mark] = ticket.split('.') as [string, string];
    for (const forged of [
      new Tickets().issue('v1', NOW).ticket,
      `${Number(expires) + 1}.${mark}`,
      `${expires}.${'0'.repeat(64)}`,
      `${expires}.${mark}0`,
      expires,
      '',
    ]) {
      assert.ok(!tickets.admits('v1', forged, NOW), forged);
    }
  });
});
