import assert from 'node:assert/strict';
import { Random } from '../../demo/render/random.ts';
import type { Fault, Scene } from './fault.ts';
import { pause } from './pause.ts';
import { strikeAll } from './strike.ts';

const PER_MINUTE = 60_000;

/** Makes faults of four kinds, one of which lasts and one of which finds nothing to strike, until so many were told. */
async function strike(seed: string, count: number, lastingMs: number): Promise<{ told: string[]; mostAtOnce: number }> {
  const calm = new AbortController();
  const told: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const fault = (kind: string, ms: number): Fault => ({
    kind,
    async strike(_scene, random, begun) {
      begun(random.next().toFixed(3));
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      await pause(ms, calm.signal);
      atOnce--;
    },
  });
  const nothing: Fault = { kind: 'nothing', strike: async () => undefined };
  const scene = { calm: calm.signal } as Scene;
  const faults = [fault('one', 0), fault('two', 0), fault('lasting', lastingMs), nothing];
  await strikeAll(faults, scene, new Random(seed), PER_MINUTE, (kind, what) => {
    told.push(`${kind} ${what}`);
    if (told.length === count) calm.abort();
  });
  return { told, mostAtOnce };
}

describe('the faults of a soak', () => {
  it('follow from the seed, with their numbers', async () => {
    const [first, second, other] = [await strike('a', 30, 0), await strike('a', 30, 0), await strike('b', 30, 0)];
    assert.deepEqual(first.told, second.told);
    assert.notDeepEqual(first.told, other.told);
  });

  it('are of all kinds, and three at once at most', async () => {
    const { told, mostAtOnce } = await strike('a', 60, 20);
    assert.deepEqual(new Set(told.map((text) => text.split(' ')[0])), new Set(['one', 'two', 'lasting']));
    assert.ok(mostAtOnce <= 3);
  });
});
