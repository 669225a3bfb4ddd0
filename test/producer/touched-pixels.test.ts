import assert from 'node:assert/strict';
import { touchedPixels } from '../../producer/touched-pixels.ts';
import type { Region } from '../../shared/region.ts';
import type { Point } from '../../shared/shape.ts';

const region: Region = { left: 0, top: 0, width: 8, height: 5 };

function drawn(corners: readonly Point[], within = region): string[] {
  const touched = touchedPixels(corners, within);
  return Array.from({ length: within.height }, (_, row) =>
    [...touched.subarray(row * within.width, (row + 1) * within.width)].map((value) => '.#'[value]).join(''),
  );
}

describe('pixels that a polygon covers', () => {
  for (const [what, corners, expected] of [
    [
      'a rectangle of whole pixels',
      [
        [1, 1],
        [4, 1],
        [4, 3],
        [1, 3],
      ],
      ['........', '.###....', '.###....', '........', '........'],
    ],
    [
      'a rectangle of parts of pixels',
      [
        [1.5, 0.9],
        [3.1, 0.9],
        [3.1, 2.2],
        [1.5, 2.2],
      ],
      ['.###....', '.###....', '.###....', '........', '........'],
    ],
    [
      'one inside a pixel',
      [
        [2.2, 2.2],
        [2.4, 2.2],
        [2.4, 2.4],
      ],
      ['........', '........', '..#.....', '........', '........'],
    ],
    [
      'a triangle',
      [
        [0, 0],
        [8, 0],
        [0, 4],
      ],
      ['########', '######..', '####....', '##......', '........'],
    ],
    [
      'one that reaches beyond',
      [
        [-5, 3],
        [20, 3],
        [20, 9],
        [-5, 9],
      ],
      ['........', '........', '........', '########', '########'],
    ],
    [
      'one with a hole',
      [
        [0, 0],
        [8, 0],
        [8, 5],
        [0, 5],
        [0, 0],
        [2, 1],
        [2, 4],
        [6, 4],
        [6, 1],
        [2, 1],
      ],
      ['########', '##....##', '##....##', '##....##', '########'],
    ],
  ] as const) {
    it(what, () => assert.deepEqual(drawn(corners), expected));
  }

  it('are counted from the corner of the region', () => {
    const within = { left: 1, top: 1, width: 4, height: 3 };
    assert.deepEqual(
      drawn(
        [
          [2, 2],
          [4, 2],
          [4, 9],
          [2, 9],
        ],
        within,
      ),
      ['....', '.##.', '.##.'],
    );
  });

  it('are all those of which a fine grid of points meets one', () => {
    const corners: Point[] = [
      [0.3, 0.2],
      [7.7, 1.4],
      [5.2, 4.9],
      [3.1, 2.2],
      [1.4, 4.4],
    ];
    const fine = 16;
    const points = touchedPixels(
      corners.map(([x, y]) => [x * fine, y * fine] as const),
      { left: 0, top: 0, width: 8 * fine, height: 5 * fine },
    );
    const touched = touchedPixels(corners, region);
    for (let pixel = 0; pixel < touched.length; pixel++) {
      const [column, row] = [pixel % 8, Math.floor(pixel / 8)];
      let isMet = false;
      for (let y = row * fine; y < (row + 1) * fine; y++)
        isMet ||= points.subarray(y * 8 * fine + column * fine, y * 8 * fine + (column + 1) * fine).includes(1);
      assert.equal(touched[pixel] === 1, isMet, `${column},${row}`);
    }
  });
});
