import assert from 'node:assert/strict';
import { type DrawnBox, drawBoxes } from '../../pictures/draw-boxes.ts';

const SIZE = { width: 64, height: 48 };
const RED = [255, 0, 0] as const;

function painted(boxes: readonly Partial<DrawnBox>[], size = SIZE): (x: number, y: number) => number[] {
  const rgb = Buffer.alloc(size.width * size.height * 3);
  drawBoxes(
    rgb,
    size,
    boxes.map((box) => ({ x1: 20, y1: 10, x2: 40, y2: 30, text: '', colour: RED, ...box })),
  );
  return (x, y) => [...rgb.subarray(3 * (y * size.width + x), 3 * (y * size.width + x) + 3)];
}

function count(pixel: (x: number, y: number) => number[], is: (rgb: number[]) => boolean, size = SIZE): number {
  let found = 0;
  for (let y = 0; y < size.height; y++) for (let x = 0; x < size.width; x++) if (is(pixel(x, y))) found++;
  return found;
}

const isPainted = (rgb: number[]) => rgb.some((value) => value > 0);

describe('drawBoxes', () => {
  it('paints an outline whose middle lies on the edges, and nothing else', () => {
    const pixel = painted([{}]);
    for (const [x, y] of [
      [20, 10],
      [19, 9],
      [40, 30],
      [39, 29],
      [20, 20],
      [30, 30],
    ] as const) {
      assert.deepEqual(pixel(x, y), [...RED], `${x},${y}`);
    }
    for (const [x, y] of [
      [21, 11],
      [18, 10],
      [30, 20],
      [41, 20],
      [30, 31],
    ] as const) {
      assert.deepEqual(pixel(x, y), [0, 0, 0], `${x},${y}`);
    }
    assert.equal(count(pixel, isPainted), 22 * 22 - 18 * 18);
  });

  it('leaves out what lies outside of the picture', () => {
    const inside = painted([{ x1: -50, y1: -50, x2: 500, y2: 500 }]);
    assert.deepEqual(inside(0, 0), [...RED]);
    assert.deepEqual(inside(63, 47), [...RED]);
    assert.deepEqual(inside(30, 20), [0, 0, 0]);
    const outside = [
      { x1: 70, x2: 90 },
      { x1: -90, x2: -70 },
      { y1: 50, y2: 90 },
      { x1: Number.NaN },
      { x1: 40, x2: 20 },
    ];
    for (const box of outside)
      assert.equal(count(painted([{ ...box, text: 'gone' }]), isPainted), 0, JSON.stringify(box));
  });

  it('writes above a box, below its upper edge where there is no room, and never beyond the picture', () => {
    const size = { width: 300, height: 100 };
    const above = painted([{ x1: 50, y1: 50, x2: 290, y2: 90, text: 'dog 0.98' }], size);
    assert.ok(isPainted(above(55, 35)));
    assert.ok(count(above, ([red, green]) => red === 255 && green! > 150, size) > 50, 'white letters on red');
    const below = painted([{ x1: 50, y1: 5, x2: 290, y2: 90, text: 'dog 0.98' }], size);
    assert.ok(isPainted(below(55, 12)));
    const atTheEdge = painted([{ x1: 280, y1: 50, x2: 299, y2: 90, text: 'dog 0.98' }], size);
    assert.ok(isPainted(atTheEdge(230, 35)));
  });

  it('takes any text', () => {
    const size = { width: 300, height: 100 };
    const texts = [
      '',
      ' ',
      '\u0000\n\t',
      '犬 🐕',
      'e\u0301te\u0301',
      '\ud800',
      '<b>&amp;"',
      'x'.repeat(100_000),
      '\u202eabc',
    ];
    for (const text of texts) painted([{ x1: 10, y1: 40, x2: 60, y2: 90, text }], size);
    const letters = (text: string) =>
      count(painted([{ x1: 10, y1: 40, x2: 290, y2: 90, text }], size), isPainted, size);
    assert.ok(letters('Straße Ωμέγα Жук') > letters(''));
  });

  it('writes letters that differ', () => {
    const size = { width: 200, height: 60 };
    const rows = ['person', 'Person', 'persom', 'перс', '犬', 'ω'].map((text) => {
      const pixel = painted([{ x1: 20, y1: 30, x2: 180, y2: 50, text }], size);
      return JSON.stringify(
        Array.from({ length: 60 * 20 }, (_, at) => pixel(20 + (at % 60), 10 + Math.floor(at / 60))),
      );
    });
    assert.equal(new Set(rows).size, rows.length);
  });
});
