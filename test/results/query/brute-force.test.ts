import assert from 'node:assert/strict';
import { CursorTrail, parseCursor } from '../../../results/query/filter/cursor.ts';
import type { FrameRow } from '../../../shared/frame-rows.ts';
import type { CoverageRow, RawFilter } from '../../../shared/questions.ts';
import { sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';
import { bruteForce, byConfidence, isAsked } from './brute-force/answer.ts';
import { coverageByHand, foundCoverageByHand } from './brute-force/coverage.ts';
import { iou } from './brute-force/geometry.ts';
import { ORDERS, spreadOut } from './brute-force/orders.ts';
import { randomQuestion } from './brute-force/question.ts';
import { keyOfFound, keyOfRow, rowsOf, withRandomStore } from './brute-force/random-store.ts';

const QUESTIONS = 100;

describe('Answers, beside those that looking at each detection by itself gives', () => {
  it('hold the same rows in the same order, whatever the filters', () =>
    withRandomStore(1, async ({ store, frames, random }) => {
      let found = 0;
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        const expected = bruteForce(frames, question).map(keyOfFound);
        found += expected.length;
        assert.deepEqual(
          (await rowsOf(store, question.filter)).map(keyOfRow),
          expected,
          JSON.stringify(question.filter),
        );
      }
      assert.ok(found > 1000);
    }));

  it('are ordered, thinned out and cut as asked for', () =>
    withRandomStore(6, async ({ store, frames, random }) => {
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        const order = random.one(Object.keys(ORDERS));
        const spread = random.chance(0.5) ? random.one([0.5, 3, 500]) : null;
        const limit = random.chance(0.5) ? random.whole(1, 9) : null;
        const filter = {
          ...{ ...question.filter, order },
          ...(spread !== null && { spread: String(spread) }),
          ...(limit !== null && { limit: String(limit) }),
        };
        const found = bruteForce(frames, question);
        const kept = spread === null ? found : spreadOut(found, spread);
        const expected = kept.toSorted(ORDERS[order]).slice(0, limit ?? kept.length);
        assert.deepEqual((await rowsOf(store, filter)).map(keyOfRow), expected.map(keyOfFound), JSON.stringify(filter));
      }
    }));

  it('hold every frame that was looked at, with what the filters leave of it', () =>
    withRandomStore(7, async ({ store, frames, random }) => {
      for (let asked = 0; asked < QUESTIONS / 2; asked++) {
        const question = randomQuestion(random);
        const found = bruteForce(frames, question);
        const expected = frames
          .filter((frame) => isAsked(frame, question))
          .map((frame) => {
            const kept = found.filter((one) => one.frame === frame).sort(byConfidence);
            return [frame.runId, frame.frameIndex, ...kept.map(({ label, box }) => [label, ...box].join(' '))];
          });
        const rows: FrameRow[] = [];
        for await (const batch of await store.reader.frames(question.filter)) rows.push(...batch);
        assert.deepEqual(
          rows.map(({ runId, frameIndex, detections }) => [
            ...[runId, frameIndex],
            ...detections.map(({ label, x1, y1, x2, y2 }) => [label, x1, y1, x2, y2].join(' ')),
          ]),
          expected,
          JSON.stringify(question.filter),
        );
      }
    }));

  it('go on behind a cursor without a gap or a double, also while rows arrive', () =>
    withRandomStore(4, async ({ store, random }) => {
      for (const [order, runId] of [
        ['time', 'r8'],
        ['latest', 'r9'],
      ] as const) {
        const before = (await rowsOf(store, { order })).map(keyOfRow);
        const paged: string[] = [];
        let cursor: string | null = null;
        for (let page = 0; page === 0 || cursor !== null; page++) {
          const limit = random.whole(1, 9);
          const rows = await rowsOf(store, { order, limit: String(limit), ...(cursor === null ? {} : { cursor }) });
          const trail = new CursorTrail(cursor === null ? null : parseCursor(cursor));
          trail.add(rows);
          paged.push(...rows.map(keyOfRow));
          cursor = trail.next(limit);
          if (page !== 2) continue;
          await store.ledger.open(sampleRun({ runId, settings: { every: Number(runId[1]) } }));
          await storeResults(store, [sampleResult(0, { runId })]);
        }
        // a run that begins meanwhile lies behind in the order of time, and before in the other
        assert.deepEqual(paged, order === 'time' ? (await rowsOf(store, { order })).map(keyOfRow) : before);
      }
    }));

  it('compare two runs of a video, whatever the filters', () =>
    withRandomStore(5, async ({ store, frames, random }) => {
      let count = 0;
      for (let asked = 0; asked < QUESTIONS / 2; asked++) {
        const question = randomQuestion(random, ['r1']);
        const least = random.one([0.1, 0.5, 1]);
        const { others, ...special } = question.minConfidence;
        const isSure = ({ label, confidence }: { readonly label: string; readonly confidence: number }) =>
          confidence >= Math.fround(special[label] ?? others);
        const expected = bruteForce(frames, question).filter(({ frame, label, box }) => {
          const other = frames.find(({ runId, frameIndex }) => runId === 'r2' && frameIndex === frame.frameIndex);
          const alike = other?.detections.filter((one) => one.label === label && isSure(one));
          return alike && !alike.some((one) => iou(one.box, box) >= least);
        });
        const filter = { ...question.filter, notIn: 'r2', iou: String(least) };
        assert.deepEqual((await rowsOf(store, filter)).map(keyOfRow), expected.map(keyOfFound), JSON.stringify(filter));
        count += expected.length;
      }
      assert.ok(count > 100);
    }));

  it('say the same of what was looked at', () =>
    withRandomStore(8, async ({ store, frames }) => {
      for (const filter of [
        {},
        { run: 'r1' },
        { run: 'r6,r7,r5' },
        { from: '2' },
        { from: '1', to: '3' },
        { to: '0.5' },
      ] as RawFilter[]) {
        const rows: readonly CoverageRow[] = await store.reader.coverage(filter);
        assert.deepEqual(rows, coverageByHand(frames, filter), JSON.stringify(filter));
      }
    }));

  it('say the same of where something was found and where nothing was', () =>
    withRandomStore(11, async ({ store, frames, random }) => {
      const count = { found: 0, nothing: 0 };
      for (let asked = 0; asked < QUESTIONS / 2; asked++) {
        const question = randomQuestion(random);
        const gap = random.one([0, 0.25, 1, 800]);
        const filter = { ...question.filter, found: 'true', gap: String(gap) };
        // what was not looked at has no clock
        const isCompared = ({ state }: CoverageRow) => question.clock === null || /found|nothing/.test(state);
        const rows = (await store.reader.coverage(filter)).filter(isCompared);
        const expected = foundCoverageByHand(frames, question, gap).filter(isCompared);
        assert.deepEqual(rows, expected, JSON.stringify(filter));
        for (const { state } of rows) if (state === 'found' || state === 'nothing') count[state] += 1;
      }
      assert.ok(count.found > 50 && count.nothing > 50);
    }));
});
