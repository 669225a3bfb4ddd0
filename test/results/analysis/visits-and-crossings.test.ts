import assert from 'node:assert/strict';
import type { TrackBox } from '../../../results/analysis/tracking/track-objects.ts';
import { crossingsOf } from '../../../results/analysis/zones/crossings-of.ts';
import type { NamedLine, NamedZone } from '../../../results/analysis/zones/named.ts';
import type { Point, Polygon, Segment } from '../../../results/analysis/zones/plane.ts';
import { journeysOf, visitsOf } from '../../../results/analysis/zones/visits-of.ts';
import { seededRandom } from '../../fixtures/seeded-random.ts';
import { wayOf } from './tracked-boxes.ts';

const square: NamedZone = {
  name: 'yard',
  polygon: [
    [100, 100],
    [200, 100],
    [200, 200],
    [100, 200],
  ],
  anchor: 'bottom',
};
const gate: NamedLine = {
  name: 'gate',
  segment: [
    [0, 100],
    [400, 100],
  ],
  anchor: 'bottom',
  metersPerPixel: null,
};
const strict = { settleSeconds: 0.3, marginPixels: 0 };
const none = { settleSeconds: 0, marginPixels: 0 };

/** The middle of the lower edge goes over these heights at x = 150, one frame each at 25 a second. */
const down = (heights: readonly number[]) => wayOf(heights.map((y) => [150, y] as const));
const steady = (count: number, y: number) => Array.from({ length: count }, () => y);

describe('visits', () => {
  it('last from the first to the last frame inside, the edge included', () => {
    const [visit, ...others] = visitsOf(
      down([...steady(10, 99), 100, ...steady(20, 150), 200, ...steady(10, 201)]),
      square,
      strict,
    );
    assert.equal(others.length, 0);
    assert.deepEqual([visit!.entered.frameIndex, visit!.left.frameIndex], [10, 31]);
  });

  it('are not ended, and not begun, by flicker', () => {
    const flicker = down([
      ...steady(10, 90),
      ...steady(3, 110),
      ...steady(10, 90),
      ...steady(20, 110),
      ...steady(4, 90),
      ...steady(20, 110),
    ]);
    const [visit, ...others] = visitsOf(flicker, square, strict);
    assert.equal(others.length, 0);
    assert.deepEqual([visit!.entered.frameIndex, visit!.left.frameIndex], [23, 66]);
    assert.equal(visitsOf(flicker, square, none).length, 3);
  });

  it('need to go in and out by the margin', () => {
    const hovering = down([
      ...steady(10, 80),
      ...steady(20, 103),
      ...steady(20, 120),
      ...steady(20, 97),
      ...steady(10, 80),
    ]);
    const [visit] = visitsOf(hovering, square, { settleSeconds: 0.3, marginPixels: 5 });
    assert.deepEqual([visit!.entered.frameIndex, visit!.left.frameIndex], [30, 69]);
  });

  it('are made by the anchor that is asked for', () => {
    const halfway = down(steady(20, 130)); // the box is 40 × 80, its centre at 90
    const countBy = (anchor: NamedZone['anchor']) => visitsOf(halfway, { ...square, anchor }, strict).length;
    assert.deepEqual([countBy('bottom'), countBy('center'), countBy('any'), countBy('all')], [1, 0, 1, 0]);
    assert.equal(visitsOf(down(steady(20, 190)), { ...square, anchor: 'all' }, strict).length, 1);
  });

  it('lead from zone to zone by the latest visit before', () => {
    const porch: NamedZone = {
      ...square,
      name: 'porch',
      polygon: [
        [100, 300],
        [200, 300],
        [200, 400],
        [100, 400],
      ],
    };
    const way = down([150, 250, 350, 250, 150, 250, 350].flatMap((y) => steady(10, y)));
    const [yard, porches] = [visitsOf(way, square, strict), visitsOf(way, porch, strict)];
    assert.deepEqual(
      journeysOf(yard, porches).map(({ from, to }) => [from.left.frameIndex, to.entered.frameIndex]),
      [
        [9, 20],
        [49, 60],
      ],
    );
    assert.deepEqual(
      journeysOf(porches, yard).map(({ to }) => to.entered.frameIndex),
      [40],
    );
    assert.deepEqual(journeysOf(yard, []), []);
  });
});

describe('crossings', () => {
  it('go in from the left-hand side of the line to its right-hand side: down over one drawn from left to right', () => {
    const [crossing, ...others] = crossingsOf(down([...steady(10, 90), ...steady(10, 110)]), gate, strict);
    assert.equal(others.length, 0);
    assert.deepEqual([crossing!.direction, crossing!.at.frameIndex], ['in', 10]);
    const [up] = crossingsOf(down([...steady(10, 110), ...steady(10, 90)]), gate, strict);
    assert.equal(up!.direction, 'out');
    const swapped = { ...gate, segment: [gate.segment[1], gate.segment[0]] as const };
    assert.equal(crossingsOf(down([...steady(10, 90), ...steady(10, 110)]), swapped, strict)[0]!.direction, 'out');
  });

  it('do not come of flicker, neither one way nor the other', () => {
    const back = down([...steady(20, 90), ...steady(5, 110), ...steady(20, 90)]);
    assert.deepEqual(crossingsOf(back, gate, strict), []);
    assert.deepEqual(
      crossingsOf(back, gate, none).map(({ direction }) => direction),
      ['in', 'out'],
    );
    const trembling = down([...steady(20, 90), 101, 99, 101, 99, 101, ...steady(20, 110)]);
    assert.deepEqual(
      crossingsOf(trembling, gate, strict).map(({ direction }) => direction),
      ['in'],
    );
  });

  it('do not come of going around the ends of a line', () => {
    const around = wayOf([...Array.from({ length: 20 }, (_, i) => [500, 80 + 2 * i] as const)]);
    assert.deepEqual(crossingsOf(around, gate, strict), []);
  });

  it('tell the speed around them', () => {
    const running = down(Array.from({ length: 40 }, (_, index) => 60 + 2 * index));
    assert.ok(Math.abs(crossingsOf(running, gate, strict)[0]!.pixelsPerSecond - 50) < 1e-6);
  });

  it('wait for all of the box where that is asked for', () => {
    const slowly = down(Array.from({ length: 80 }, (_, index) => 60 + 2 * index));
    const [crossing] = crossingsOf(slowly, { ...gate, anchor: 'all' }, strict);
    assert.equal(crossing!.at.box[1], 100, 'the upper edge is on the line');
  });
});

describe('visits and crossings of random ways', () => {
  const random = seededRandom(3);

  /** Ways on a grid, so that they meet corners and edges; times that are uneven. */
  function randomWay(): TrackBox[] {
    let [x, y, seconds] = [Math.floor(random() * 9), Math.floor(random() * 9), 0];
    const count = 1 + Math.floor(random() * 30);
    return Array.from({ length: count }, (_, frameIndex) => {
      const box = [x - 1, y - 2, x + 1, y] as const;
      const placed = { frameIndex, ptsSeconds: seconds, box, confidence: 0.9 };
      seconds += 0.1 * (1 + Math.floor(random() * 3));
      if (random() < 0.7) x += Math.floor(random() * 3) - 1;
      if (random() < 0.7) y += Math.floor(random() * 3) - 1;
      return placed;
    });
  }

  it('are those of a plain evaluation by the definition', () => {
    let [visits, crossings] = [0, 0];
    for (let round = 0; round < 3000; round++) {
      const boxes = randomWay();
      const hysteresis = {
        settleSeconds: [0, 0.25, 0.5][round % 3]!,
        marginPixels: [0, 0, 1][Math.floor(random() * 3)]!,
      };
      const [a, b, c, d] = Array.from({ length: 4 }, () => Math.floor(random() * 8)) as [
        number,
        number,
        number,
        number,
      ];
      const polygon: Polygon = [
        [a, b],
        [a + 1 + c, b],
        [a + 1 + c, b + 1 + d],
        [a, b + 1 + d],
      ];
      const zone = { name: 'z', polygon, anchor: 'bottom' as const };
      const found = visitsOf(boxes, zone, hysteresis).map(({ entered, left }) => [entered.frameIndex, left.frameIndex]);
      assert.deepEqual(found, plainVisits(boxes, polygon, hysteresis), JSON.stringify({ boxes, polygon, hysteresis }));
      visits += found.length;
      if (a === c && b === d) continue;
      const segment: Segment = [
        [a, b],
        [c, d],
      ];
      const line = { name: 'l', segment, anchor: 'bottom' as const, metersPerPixel: null };
      const over = crossingsOf(boxes, line, hysteresis).map(({ direction, at }) => [direction, at.frameIndex]);
      assert.deepEqual(
        over,
        plainCrossings(boxes, segment, hysteresis),
        JSON.stringify({ boxes, segment, hysteresis }),
      );
      crossings += over.length;
    }
    assert.ok(visits > 500 && crossings > 200, `${visits} visits, ${crossings} crossings`);
  });
});

type Hysteresis = { settleSeconds: number; marginPixels: number };

/** By the definition: which side each sample is on, which stretches last, which follow each other. */
function plainStretches(
  times: readonly number[],
  depths: readonly number[],
  { settleSeconds, marginPixels }: Hysteresis,
) {
  const sides: (boolean | null)[] = [];
  for (const depth of depths) {
    if (depth >= marginPixels) sides.push(true);
    else if (depth < -marginPixels) sides.push(false);
    else sides.push(sides.at(-1) ?? null);
  }
  const lasting: { side: boolean; from: number; to: number; decided: number }[] = [];
  for (let from = 0; from < sides.length; ) {
    let to = from;
    while (to + 1 < sides.length && sides[to + 1] === sides[from]) to++;
    const lasts = (times[to + 1] ?? times[to]!) - times[from]!;
    const decided = depths.slice(0, to + 1).findLastIndex((depth) => depth >= marginPixels || depth < -marginPixels);
    if (sides[from] !== null && lasts >= settleSeconds) lasting.push({ side: sides[from]!, from, to, decided });
    from = to + 1;
  }
  return lasting;
}

function plainVisits(boxes: readonly TrackBox[], polygon: Polygon, hysteresis: Hysteresis): number[][] {
  const [[left, top], , [right, bottom]] = polygon as [Point, Point, Point, Point];
  const depths = boxes.map(({ box: [x1, , x2, y2] }) => {
    const x = (x1 + x2) / 2;
    const inward = Math.min(x - left, right - x, y2 - top, bottom - y2);
    if (inward >= 0) return inward;
    // outside: how far from the nearest place of the rectangle
    return -Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y2, 0, y2 - bottom));
  });
  const lasting = plainStretches(
    boxes.map(({ ptsSeconds }) => ptsSeconds),
    depths,
    hysteresis,
  );
  const visits: number[][] = [];
  for (const [index, { side, from, to }] of lasting.entries()) {
    if (!side) continue;
    if (index > 0 && lasting[index - 1]!.side) visits.at(-1)![1] = to;
    else visits.push([from, to]);
  }
  return visits;
}

function plainCrossings(boxes: readonly TrackBox[], [[ax, ay], [bx, by]]: Segment, hysteresis: Hysteresis) {
  const places = boxes.map(({ box: [x1, , x2, y2] }) => [(x1 + x2) / 2, y2] as const);
  const length = Math.hypot(bx - ax, by - ay);
  const depths = places.map(([x, y]) => ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length);
  const lasting = plainStretches(
    boxes.map(({ ptsSeconds }) => ptsSeconds),
    depths,
    hysteresis,
  );
  return lasting.flatMap(({ side, from }, index) => {
    const before = lasting[index - 1];
    if (!before || before.side === side) return [];
    const way = places.slice(before.decided, from + 1);
    const isOver = way.slice(1).some((place, step) => haveCommonPlace(way[step]!, place, [ax, ay], [bx, by]));
    return isOver ? [[side ? 'in' : 'out', from]] : [];
  });
}

/** Solves for the place that two ways have in common, on whole numbers. */
function haveCommonPlace(p: Point, q: Point, a: Point, b: Point): boolean {
  const [ux, uy, vx, vy] = [q[0] - p[0], q[1] - p[1], b[0] - a[0], b[1] - a[1]];
  const [wx, wy] = [a[0] - p[0], a[1] - p[1]];
  const determinant = ux * vy - uy * vx;
  if (determinant !== 0) {
    const [s, t] = [(wx * vy - wy * vx) / determinant, (wx * uy - wy * ux) / determinant];
    return s >= 0 && s <= 1 && t >= 0 && t <= 1;
  }
  if (wx * vy !== wy * vx) return false; // beside each other
  const shares = [p, q].map((place) => (place[0] - a[0]) * vx + (place[1] - a[1]) * vy);
  return Math.max(...shares) >= 0 && Math.min(...shares) <= vx * vx + vy * vy;
}
