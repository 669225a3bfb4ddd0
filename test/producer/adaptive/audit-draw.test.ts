import assert from 'node:assert/strict';
import { AuditDraw } from '../../../producer/adaptive/audit-draw.ts';

const drawn = (run: string, frames: number | null, count: number, which = 0) => {
  const draw = new AuditDraw(run, frames);
  return Array.from({ length: count }, (_, ordinal) => ordinal).filter((ordinal) => draw.isDrawn(ordinal, which));
};

describe('Frames that are drawn for an audit', () => {
  it('are one of 33, each somewhere among them', () => {
    const all = drawn('r1', null, 33 * 200);
    assert.equal(all.length, 200);
    const places = all.map((ordinal) => ordinal % 33);
    assert.ok(new Set(places).size > 28);
    const mean = places.reduce((sum, place) => sum + place, 0) / 200;
    assert.ok(Math.abs(mean - 16) < 2.5, `${mean}`);
  });

  it('are the same whenever they are asked for, and others for another run', () => {
    assert.deepEqual(drawn('r1', 2048, 500), drawn('r1', null, 500));
    assert.notDeepEqual(drawn('r1', null, 500), drawn('r2', null, 500));
  });

  it('are others in each draw', () => {
    const [first, second] = [drawn('r1', null, 33 * 200), drawn('r1', null, 33 * 200, 1)];
    assert.equal(second.length, 200);
    assert.ok(second.filter((ordinal) => first.includes(ordinal)).length < 20);
  });

  it('are more of a short film', () => {
    assert.equal(drawn('r1', 180, 180).length, 15);
    assert.equal(drawn('r1', 5, 5).length, 5);
  });
});
