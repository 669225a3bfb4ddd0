import assert from 'node:assert/strict';
import { heatSvg } from '../../../../app/report/page/heat-svg.ts';
import { barsSvg, coverageSvg } from '../../../../app/report/page/lane-svg.ts';

const SPAN = { from: 10, to: 14 };

describe('drawings of a report', () => {
  it('have a bar for each bin that holds something, as high as its share of the most', () => {
    const { text } = barsSvg([0, 8, 4, 1], SPAN, [], 'a timeline');
    assert.match(text, /viewBox="0 0 4 32"/);
    assert.match(text, /d="M1 32v-32h1v32zM2 32v-16h1v16zM3 32v-4h1v4z"/);
    assert.match(text, /role="img" aria-label="a timeline"/);
  });

  it('show where nobody looked in its place, within the drawing', () => {
    const stretches = [
      { state: 'outside', from: 0, to: 10.5 },
      { state: 'found', from: 10.5, to: 12 },
      { state: 'failed', from: 12, to: 13 },
      { state: 'missing', from: 15, to: 20 },
    ];
    const { text } = barsSvg([1, 1, 1, 1], SPAN, stretches, '');
    assert.match(text, /class="is-gap" d="M0 0h1v32h-1zM2 0h1v32h-1z"/);
  });

  it('tell where something was found from where nothing was, to the first frame of the next stretch', () => {
    const stretches = [
      { state: 'nothing', from: 10, to: 10.9 },
      { state: 'found', from: 11, to: 11 },
      { state: 'nothing', from: 11.25, to: 14 },
    ];
    const { text } = coverageSvg(stretches, SPAN, 'coverage');
    assert.match(text, /class="is-nothing" d="M0 0h120v32h-120zM150 0h330v32h-330z"/);
    assert.match(text, /class="is-found" d="M120 0h30v32h-30z"/);
  });

  it('show what is too short to be seen where nobody looked, and stay small however many stretches there are', () => {
    const { text } = coverageSvg(
      [
        { state: 'found', from: 10, to: 11 },
        { state: 'failed', from: 11, to: 11.001 },
        { state: 'found', from: 11.001, to: 14 },
      ],
      SPAN,
      '',
    );
    assert.match(text, /class="is-failed" d="M120 0h1v32h-1z"/);
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      ...{ state: ['found', 'nothing', 'failed', 'dropped'][index % 4]! },
      ...{ from: 10 + index / 25_000, to: 10 + (index + 0.9) / 25_000 },
    }));
    assert.ok(coverageSvg(many, SPAN, '').text.length < 10_000);
  });

  it('colour cells by how many lie in them', () => {
    const cell = (column: number, detections: number) => ({ label: 'a', column, row: 1, detections });
    const { text } = heatSvg([cell(0, 1), cell(1, 100), cell(2, 0)], { columns: 4, rows: 2 }, null, 'a map');
    assert.match(text, /class="h0" d="M0 1h1v1h-1z"/);
    assert.match(text, /class="h5" d="M1 1h1v1h-1z"/);
    assert.doesNotMatch(text, /M2 1/);
    assert.doesNotMatch(text, /<use/);
    assert.match(
      heatSvg([], { columns: 4, rows: 2 }, 'scene-1', '').text,
      /<use href="#scene-1" width="4" height="2"\/>/,
    );
  });
});
