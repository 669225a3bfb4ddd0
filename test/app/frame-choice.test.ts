import assert from 'node:assert/strict';
import { choiceFaults, chosenSettings, type FrameChoice, NO_CHOICE } from '../../app/frame-choice.ts';
import { RUN_DEFAULTS, runSettingsOf } from '../../app/run-options.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import type { Shape } from '../../shared/shape.ts';

const shape = (size: number): Shape => ({
  unit: 'percent',
  corners: [
    [0, 0],
    [size, 0],
    [size, size],
  ],
});
const range = (start: number | null, end: number | null) => ({ start, end });

describe('a choice of what is looked at', () => {
  it('leaves settings, and what is written of them, as they were where nothing is chosen', () => {
    const options = { ...RUN_DEFAULTS, inputs: [], home: '', ffmpegPath: null };
    const written =
      '{"every":1,"fps":null,"start":null,"end":null,"scale":1,"gray":false,"resize":"stretch","size":null,"confidence":0.25,"iou":0.45,"classes":[],"chunkFrames":8}';
    assert.equal(JSON.stringify(runSettingsOf(options, 'stretch', null)), written);
    assert.equal(JSON.stringify(runSettingsSchema.parse(JSON.parse(written))), written);
  });

  const both = [range(1, 2), range(3, null)];
  for (const [given, expected] of [
    [{ range: [range(2, 3)] }, range(2, 3)],
    [{ start: 2, end: 3 }, range(2, 3)],
    [{ range: both }, { ...range(1, null), ranges: both }],
    [{ keyframes: true }, { ...range(null, null), keyframes: true }],
    [{ scenes: true }, { ...range(null, null), scenes: 0.2 }],
    [
      { scenes: true, sceneThreshold: 0.1 },
      { ...range(null, null), scenes: 0.1 },
    ],
    [{ deinterlace: true }, { ...range(null, null), deinterlace: true }],
    [{ roi: shape(9) }, { ...range(null, null), roi: shape(9) }],
    [{ mask: [shape(9), shape(8)] }, { ...range(null, null), mask: [shape(8), shape(9)] }],
    [{ tiles: { columns: 2, rows: 3 } }, { ...range(null, null), tiles: { columns: 2, rows: 3, overlap: 0.2 } }],
    [
      { tiles: { columns: 2, rows: 3 }, overlap: 0 },
      { ...range(null, null), tiles: { columns: 2, rows: 3, overlap: 0 } },
    ],
  ] as const) {
    it(`is written as ${JSON.stringify(expected)}`, () => {
      const choice: FrameChoice = { ...NO_CHOICE, ...given };
      assert.deepEqual([chosenSettings(choice), choiceFaults(choice)], [expected, []]);
      assert.deepEqual(runSettingsSchema.parse(expected), { ...runSettingsSchema.parse({}), ...expected });
    });
  }
});
