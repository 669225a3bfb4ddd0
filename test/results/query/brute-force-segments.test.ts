import assert from 'node:assert/strict';
import { randomQuestion, WHERES } from './brute-force/question.ts';
import { withRandomStore } from './brute-force/random-store.ts';
import { type Second, segmentsByHand } from './brute-force/segments.ts';

const QUESTIONS = 90;

describe('Stretches, beside those that looking at each frame by itself gives', () => {
  it('are the same, with the same facts, also of two conditions put together', () =>
    withRandomStore(3, async ({ store, frames, random }) => {
      const found: Record<string, number> = {};
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        const [gap, minLength] = [random.one([0, 0.25, 1, 800]), random.one([0, 0, 0.5])];
        const second: Second | null = random.chance(0.6)
          ? {
              operation: (['and', 'or', 'minus', 'before', 'after'] as const)[asked % 5]!,
              where: random.one(WHERES),
              within: question.near?.within ?? random.one([0.5, 2, 900]),
            }
          : null;
        const isInTime = second?.operation === 'before' || second?.operation === 'after';
        const filter = {
          ...{ ...question.filter, gap: String(gap), minLength: String(minLength) },
          ...(second && { [second.operation]: second.where.text }),
          ...(isInTime && { within: String(second.within) }),
        };
        const segments = await store.reader.segments(filter);
        const expected = segmentsByHand(frames, question, { gap, minLength }, second);
        assert.deepEqual(
          segments.map(({ videoId: _v, seconds, bestConfidence, ...facts }) => {
            assert.equal(seconds, facts.to - facts.from);
            return { ...facts, bestConfidence };
          }),
          expected.map(({ bestConfidence, ...facts }) => ({
            ...facts,
            bestConfidence: bestConfidence === null ? null : Number(bestConfidence.toPrecision(7)),
          })),
          JSON.stringify(filter),
        );
        const kind = second?.operation ?? 'one';
        found[kind] = (found[kind] ?? 0) + expected.length;
      }
      for (const kind of ['one', 'and', 'or', 'minus', 'before', 'after']) assert.ok(found[kind]! > 5, kind);
    }));
});
