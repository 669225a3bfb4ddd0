import assert from 'node:assert/strict';
import { BYS, countByHand, isByClock, sumsOf, unlookedByHand, unlookedOf } from './brute-force/counts.ts';
import { randomQuestion, ZONES } from './brute-force/question.ts';
import { withRandomStore } from './brute-force/random-store.ts';

const QUESTIONS = 110;
const NOTHING_OF_BOXES = { zones: [], overlap: null, area: null, aspect: null, where: null, near: null };
const OF_WHOLE_RUNS = [
  'run',
  'video',
  'label',
  'notLabel',
  'minConfidence',
  'since',
  'until',
  'timeOfDay',
  'weekday',
  'tz',
];
const sorted = <V>(map: ReadonlyMap<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('Counts, beside those that looking at each detection by itself gives', () => {
  it('are the same in every group, with 0 where nothing was found and null where nobody looked', () =>
    withRandomStore(2, async ({ store, frames, random }) => {
      const unlooked = new Set<string>();
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const by = BYS[asked % BYS.length]!.split(',');
        const drawn = randomQuestion(random);
        const zones = by.includes('zone') && drawn.zones.length === 0 ? ZONES.slice(1, 4) : drawn.zones;
        const zone = zones.map(({ text }) => text).join(';');
        const question = { ...drawn, zones, filter: { ...drawn.filter, ...(zones.length > 0 && { zone }) } };
        if (isByClock(by) && question.runs?.every((run) => run === 'r5' || run === 'r7')) continue;
        const rows = await store.reader.counts({ ...question.filter, by: by.join(',') });
        const text = `${by} ${JSON.stringify(question.filter)}`;
        assert.deepEqual(sorted(sumsOf(rows, by)), sorted(countByHand(frames, question, by)), text);
        const expected = unlookedByHand(frames, question, by);
        if (expected === null) continue;
        assert.deepEqual(unlookedOf(rows, by).sort(), expected, text);
        for (const place of expected) unlooked.add(place);
      }
      assert.ok(unlooked.size > 50);
    }));

  it('are the same from sums by second, where nothing is asked of single boxes', () =>
    withRandomStore(9, async ({ store, frames, random }) => {
      for (let asked = 0; asked < QUESTIONS / 2; asked++) {
        const question = randomQuestion(random);
        const { run, video, label, notLabel, from, to } = question.filter;
        const whole = (time: string | undefined) => time === undefined || Number.isInteger(Number(time));
        if (!whole(from) || !whole(to)) continue;
        const { filter: _filter, ...others } = question;
        const plain = {
          ...others,
          ...{ ...NOTHING_OF_BOXES, clock: null },
          minConfidence: { others: 0 },
          filter: Object.fromEntries(
            Object.entries({ run, video, label, notLabel, from, to }).filter(([, value]) => value !== undefined),
          ) as Record<string, string>,
        };
        const by = random.one(['label', 'second', 'minute,label', 'video', 'run', 'model', 'video,label']).split(',');
        const rows = await store.reader.counts({ ...plain.filter, by: by.join(',') });
        const text = `${by} ${JSON.stringify(plain.filter)}`;
        assert.deepEqual(sorted(sumsOf(rows, by)), sorted(countByHand(frames, plain, by)), text);
      }
    }));

  it('are the same from sums by confidence, where single boxes are asked for that alone', () =>
    withRandomStore(11, async ({ store, frames, random }) => {
      const summed = { steps: 0, others: 0 };
      for (let asked = 0; asked < 2 * QUESTIONS; asked++) {
        const question = { ...randomQuestion(random), ...NOTHING_OF_BOXES };
        if (question.filter.minConfidence === undefined) continue;
        const filter = Object.fromEntries(
          Object.entries(question.filter).filter(([field]) => OF_WHOLE_RUNS.includes(field)),
        ) as Record<string, string>;
        const plain = { ...question, filter, from: null, to: null };
        const areSteps = Object.values(plain.minConfidence).every((least) => Number.isInteger(least * 20));
        summed[areSteps ? 'steps' : 'others'] += 1;
        const by = random.one(['label', 'video', 'run', 'model', 'video,label', 'model,run,label']).split(',');
        const rows = await store.reader.counts({ ...filter, by: by.join(',') });
        const text = `${by} ${JSON.stringify(filter)}`;
        assert.deepEqual(sorted(sumsOf(rows, by)), sorted(countByHand(frames, plain, by)), text);
      }
      assert.ok(summed.steps > 20 && summed.others > 20);
    }));

  it('end with the row that is asked for last', () =>
    withRandomStore(10, async ({ store }) => {
      for (const by of ['label', 'second', 'video,label']) {
        const all = await store.reader.counts({ by });
        assert.deepEqual(await store.reader.counts({ by, limit: '3' }), all.slice(0, 3), by);
      }
    }));
});
