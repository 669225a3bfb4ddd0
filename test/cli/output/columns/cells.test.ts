import assert from 'node:assert/strict';
import { bar } from '../../../../cli/output/bars.ts';
import { box, mean, mediaClock, wallClock, wholeClock } from '../../../../cli/output/columns/cells.ts';
import { ShortIds } from '../../../../cli/output/columns/short-ids.ts';
import { nameOfUri } from '../../../../cli/output/columns/view.ts';

describe('Cells of tables', () => {
  for (const [seconds, text] of [
    [0, '00:00:00.000'],
    [17.59776536312849, '00:00:17.598'],
    [59.9996, '00:01:00.000'],
    [3661.5, '01:01:01.500'],
    [360_000, '100:00:00.000'],
    [-1.25, '-00:00:01.250'],
  ] as const) {
    it(`show ${seconds} s of a video as ${text}`, () => assert.equal(mediaClock(seconds), text));
  }

  it('show whole seconds without thousandths', () => assert.equal(wholeClock(180), '00:03:00'));

  it('show moments as the clocks of a zone do', () => {
    const instant = '2026-03-02T22:59:01.160Z';
    assert.equal(wallClock(instant, 'UTC'), '2026-03-02 22:59:01.160');
    assert.equal(wallClock(instant, 'Europe/Berlin'), '2026-03-02 23:59:01.160');
    assert.equal(wallClock('2026-07-01T22:00:00.000Z', 'Europe/Berlin'), '2026-07-02 00:00:00.000');
  });

  it('show boxes in whole pixels', () => {
    assert.equal(box({ x1: 74.6, y1: -0.2, x2: 116.4, y2: 372.5 }), '75,0,116,373');
  });

  for (const [value, text] of [
    [0, '0'],
    [14.652173, '14.65'],
    [0.1, '0.10'],
    [0.06739, '0.067'],
    [0.000012345, '0.000012'],
  ] as const) {
    it(`show a mean of ${value} as ${text}`, () => assert.equal(mean(value), text));
  }

  it('shorten ids as far as they can be told apart, and no names', () => {
    const ids = ['r0000000000000000', 'r0000000000abcdef', 'r0000001000000000', 'v0123456789abcdef', 'gate', 'gates'];
    const short = new ShortIds([...ids, ...ids]);
    assert.deepEqual(
      ids.map((id) => short.of(id)),
      ['r0000000000' + '0', 'r0000000000a', 'r0000001', 'v0123456', 'gate', 'gates'],
    );
    assert.equal(short.of('r00000000000f0000'), 'r00000000000f', 'one that was not known is told from the others too');
  });

  it('name a video by the last part of its path, a camera by its address', () => {
    assert.equal(nameOfUri('/videos/a b.mp4'), 'a b.mp4');
    assert.equal(nameOfUri('rtsp://camera/stream'), 'rtsp://camera/stream');
  });

  for (const [letters, text] of [
    [0, ''],
    [0.01, '▏'],
    [0.5, '▌'],
    [2, '██'],
    [2.99, '███'],
    [1.875, '█▉'],
  ] as const) {
    it(`draw a bar of ${letters} letters as ${JSON.stringify(text)}`, () => assert.equal(bar(letters), text));
  }
});
