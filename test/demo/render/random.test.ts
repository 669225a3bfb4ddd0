import assert from 'node:assert/strict';
import { Random } from '../../../demo/render/random.ts';

describe('seeded random numbers', () => {
  it('are the same on every machine', () => {
    const random = new Random('pictures-1');
    assert.deepEqual(
      [0, 1, 2].map(() => random.integer(0, 999999)),
      [487968, 565045, 97969],
    );
  });

  it('of one purpose do not move with the draws of another', () => {
    const [used, fresh] = [new Random('a'), new Random('a')];
    for (let i = 0; i < 10; i++) used.next();
    assert.equal(used.fork('noise').next(), fresh.fork('noise').next());
    assert.notEqual(fresh.fork('noise').next(), fresh.fork('tracks').next());
  });

  it('fill their range evenly', () => {
    const random = new Random('even');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 20000; i++) counts[random.integer(0, 9)]!++;
    for (const count of counts) assert.ok(Math.abs(count - 2000) < 200, `${counts}`);
  });
});
