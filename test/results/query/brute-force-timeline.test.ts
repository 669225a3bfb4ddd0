import assert from 'node:assert/strict';
import { bruteForce } from './brute-force/answer.ts';
import { randomQuestion } from './brute-force/question.ts';
import { keyOfFound, keyOfRow, rowsOf, withRandomStore } from './brute-force/random-store.ts';
import { daysByHand, timelineByHand, timelineSums } from './brute-force/timeline.ts';

const QUESTIONS = 60;
const sorted = (map: ReadonlyMap<string, number>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
const hasNoClock = (runs: readonly string[] | null) => runs?.every((run) => run === 'r5' || run === 'r7') ?? false;

describe('Timelines, days and cursors, beside those that looking at each detection by itself gives', () => {
  it('hold the same numbers in the same bins of the clock', () =>
    withRandomStore(21, async ({ store, frames, random }) => {
      let found = 0;
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        if (hasNoClock(question.runs)) continue;
        const bins = random.one([1, 7, 60, 600, 4000]);
        const timeline = await store.reader.timeline({ ...question.filter, bins: String(bins) });
        assert.ok(timeline.lookedFrames.length <= bins);
        const text = `${bins} ${JSON.stringify(question.filter)}`;
        assert.deepEqual(sorted(timelineSums(timeline)), sorted(timelineByHand(frames, question, timeline)), text);
        found += timeline.series.length;
      }
      assert.ok(found > 50);
    }));

  it('hold the same numbers in the same bins of a stream', () =>
    withRandomStore(22, async ({ store, frames, random }) => {
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random, [random.one(['r1', 'r3', 'r4', 'r5', 'r6', 'r7'])]);
        const bins = random.one([1, 10, 600, 4000]);
        const asked = { ...question.filter, axis: 'stream', bins: String(bins) };
        const timeline = await store.reader.timeline(asked);
        const text = `${bins} ${JSON.stringify(question.filter)}`;
        assert.deepEqual(sorted(timelineSums(timeline)), sorted(timelineByHand(frames, question, timeline)), text);
        // the clock chooses among frames, and says nothing of how long the stream is
        const clock = ['since', 'until', 'timeOfDay', 'weekday'];
        const plain = Object.fromEntries(Object.entries(asked).filter(([name]) => !clock.includes(name)));
        const { from, binSeconds } = await store.reader.timeline(plain);
        assert.deepEqual([timeline.from, timeline.binSeconds], [from, binSeconds], text);
      }
      await assert.rejects(store.reader.timeline({ axis: 'stream', run: 'r1,r2' }), /one `run` .* got 2/);
    }));

  it('hold the same numbers on the same days', () =>
    withRandomStore(23, async ({ store, frames, random }) => {
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        if (hasNoClock(question.runs)) continue;
        assert.deepEqual(
          await store.reader.days(question.filter),
          daysByHand(frames, question),
          JSON.stringify(question.filter),
        );
      }
    }));

  it('go on behind any row of a list, and say how many it has', () =>
    withRandomStore(24, async ({ store, frames, random }) => {
      let cursors = 0;
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        const order = random.one(['time', 'latest']);
        const filter = { ...question.filter, order };
        const all = (await rowsOf(store, filter)).map(keyOfRow);
        assert.equal(all.length, bruteForce(frames, question).map(keyOfFound).length);
        const skip = random.whole(0, all.length + 3);
        const { rows, cursor } = await store.reader.cursor({ ...filter, skip: String(skip) });
        const text = `${skip} ${JSON.stringify(filter)}`;
        assert.equal(rows, all.length, text);
        assert.equal(cursor === null, skip === 0 || skip >= all.length, text);
        if (cursor === null) continue;
        cursors++;
        assert.deepEqual(
          (await rowsOf(store, { ...filter, cursor, limit: '5' })).map(keyOfRow),
          all.slice(skip, skip + 5),
          text,
        );
      }
      assert.ok(cursors > 20);
      await assert.rejects(store.reader.cursor({ order: 'confidence' }), { code: 'QUERY_INVALID' });
    }));
});
