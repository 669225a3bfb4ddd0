import assert from 'node:assert/strict';
import { heatColour } from '../../../web/heat-map/heat-colours.ts';
import { heatGrid, hottestInWords, labelsByCount } from '../../../web/heat-map/heat-grid.ts';

const CELLS = [
  { label: 'car', column: 0, row: 0, detections: 2 },
  { label: 'car', column: 2, row: 1, detections: 1 },
  { label: 'person', column: 2, row: 1, detections: 5 },
];
const GRID = { columns: 3, rows: 2 };

describe('The grid of a heat map', () => {
  it('holds the cells of one label, or of all', () => {
    const all = heatGrid(CELLS, GRID, null);
    assert.deepEqual([...all.counts], [2, 0, 0, 0, 0, 6]);
    assert.deepEqual([all.most, all.total], [6, 8]);
    assert.deepEqual([...heatGrid(CELLS, GRID, 'car').counts], [2, 0, 0, 0, 0, 1]);
  });

  it('is told in words', () => {
    assert.equal(hottestInWords(heatGrid(CELLS, GRID, null)), 'middle right 75 %, top left 25 %');
    assert.equal(hottestInWords(heatGrid([], GRID, null)), 'nothing found');
    assert.deepEqual(labelsByCount(CELLS), [
      ['person', 5],
      ['car', 3],
    ]);
  });

  it('goes from dark to light', () => {
    const light = (share: number) => heatColour(share).reduce((sum, part) => sum + part, 0);
    for (const share of [0, 0.2, 0.5, 0.8]) assert.ok(light(share) < light(share + 0.2));
    assert.deepEqual(heatColour(2), heatColour(1));
  });
});
