import assert from 'node:assert/strict';
import { type Grid, heatMapByHand } from './brute-force/heat-map.ts';
import { randomQuestion } from './brute-force/question.ts';
import { withRandomStore } from './brute-force/random-store.ts';

const QUESTIONS = 60;

describe('Heat maps, beside those that holding each detection against each cell gives', () => {
  it('have the same cells, whatever the filters, the cells and what of a box counts', () =>
    withRandomStore(11, async ({ store, frames, random }) => {
      let found = 0;
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        const { limit: _limit, ...others } = question.filter;
        const grid: Grid = {
          columns: random.one([1, 2, 5, 10, 64]),
          rows: random.one([1, 4, 5, 20]),
          spot: random.one(['bottom', 'center', 'box'] as const),
        };
        const filter = { ...others, columns: `${grid.columns}`, rows: `${grid.rows}`, spot: grid.spot };
        const expected = heatMapByHand(frames, question, grid);
        found += expected.length;
        assert.deepEqual(await store.reader.heatMap(filter), expected, JSON.stringify(filter));
      }
      assert.ok(found > 1000);
    }));

  it('has 32 by 18 cells for the middle of the lower edge, unless another is asked for', () =>
    withRandomStore(12, async ({ store }) => {
      const asked = { columns: '32', rows: '18', spot: 'bottom' };
      assert.deepEqual(await store.reader.heatMap({}), await store.reader.heatMap(asked));
    }));

  it('refuses what is no number of cells', () =>
    withRandomStore(12, async ({ store }) => {
      for (const columns of ['0', '129', '1.5', 'x']) {
        await assert.rejects(store.reader.heatMap({ columns }), { code: 'QUERY_INVALID' });
      }
    }));
});
