import assert from 'node:assert/strict';
import { captionLines } from '../../../../results/export/subtitles/caption.ts';

describe('captionLines', () => {
  const cases: [name: string, seen: [string, number][], lines: string[]][] = [
    ['names one thing without a number', [['dog', 1]], ['dog']],
    [
      'counts several, in the order of labels',
      [
        ['person', 2],
        ['dog', 1],
      ],
      ['dog, person ×2'],
    ],
    [
      'quotes a label that holds a comma',
      [
        ['traffic, light', 2],
        ['say "x"', 1],
      ],
      ['"say ""x""", "traffic, light" ×2'],
    ],
    ['keeps a label on one line', [['a\nb\t c', 1]], ['a b c']],
    [
      'begins a new line rather than one of more than 42 characters',
      [
        ['traffic light', 3],
        ['fire hydrant', 1],
        ['parking meter', 12],
      ],
      ['fire hydrant, parking meter ×12', 'traffic light ×3'],
    ],
    [
      'leaves a long label whole',
      [
        ['x'.repeat(60), 1],
        ['y', 1],
      ],
      ['x'.repeat(60), 'y'],
    ],
  ];
  for (const [name, seen, lines] of cases) {
    it(name, () => assert.deepEqual(captionLines(new Map(seen)), lines));
  }
});
