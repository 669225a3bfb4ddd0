import assert from 'node:assert/strict';
import { fitWidths } from '../../../../cli/output/columns/fit-widths.ts';

const fixed = (natural: number, importance: number) => ({ natural, importance, least: null });
const name = (natural: number, importance: number) => ({ natural, importance, least: 5 });

describe('The widths of columns', () => {
  for (const [room, columns, widths, why] of [
    [null, [fixed(30, 1), name(50, 2)], [30, 50], 'are those of the cells where there is no end to the room'],
    [20, [fixed(4, 1), fixed(14, 2)], [4, 14], 'fit exactly'],
    [19, [fixed(4, 1), fixed(14, 2)], [null, 14], 'leave out the least important column'],
    [19, [fixed(4, 2), fixed(14, 1)], [4, null], 'leave out the least important column, wherever it stands'],
    [19, [fixed(4, 1), name(14, 2)], [4, 13], 'cut names before they leave out'],
    [10, [fixed(4, 1), name(14, 2)], [null, 10], 'leave out what does not fit beside a name as short as can be'],
    [20, [name(9, 1), name(14, 2)], [5, 13], 'give what is left to the most important first'],
    [3, [fixed(9, 2), name(14, 1)], [9, null], 'keep the most important column in any case'],
    [12, [name(3, 1), fixed(7, 2)], [3, 7], 'take no more than a short name needs'],
    [10, [], [], 'are none where there are no columns'],
  ] as const) {
    it(why, () => assert.deepEqual(fitWidths(columns, room), widths));
  }
});
