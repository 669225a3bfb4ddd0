import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../shared/logging.ts';
import { OutageLog } from '../../shared/outage-log.ts';

describe('A log of what is waited for', () => {
  it('says so at once, now and then while that lasts, and when it is over', async () => {
    const lines: string[] = [];
    const outages = new OutageLog(createLogger('test', 'info', { write: (line) => void lines.push(line) }), 100);
    for (let i = 0; i < 50; i++) outages.met('Redis', new Error('no'));
    outages.met('the disk', new Error('full'.repeat(1000)));
    outages.over('nothing that was ever amiss');
    await sleep(120);
    for (let i = 0; i < 3; i++) outages.met('Redis', new Error('still no'));
    outages.over('Redis');
    outages.met('Redis', new Error('again'));
    const parsed = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      parsed.map(({ msg, reason, times }) => [msg, reason?.slice(0, 8), times]),
      [
        ['waiting for Redis', 'no', 1],
        ['waiting for the disk', 'fullfull', 1],
        ['waiting for Redis', 'still no', 50],
        ['no longer waiting for Redis', undefined, undefined],
        ['waiting for Redis', 'again', 1],
      ],
    );
    assert.equal(parsed[1].reason.length, 300);
    outages.over('the disk');
    assert.deepEqual(outages.waitingFor, ['Redis (again)']);
  });
});
