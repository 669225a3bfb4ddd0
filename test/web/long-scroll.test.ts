import assert from 'node:assert/strict';
import { LongScroll } from '../../web/table/long-scroll.ts';

const ROOM = 500;

/** An element as far as scrolling goes. */
function scrolling(length: number) {
  const element = { scrollTop: 0, clientHeight: ROOM };
  const scroll = new LongScroll(element as HTMLElement);
  const height = scroll.setLength(length);
  const to = (top: number) => {
    element.scrollTop = Math.min(Math.max(top, 0), height - ROOM);
    scroll.scrolled();
    return scroll.offset;
  };
  return { element, scroll, height, to };
}

describe('a list that is longer than an element may be', () => {
  it('is scrolled as any other where it is short', () => {
    const { height, to } = scrolling(90_000);
    assert.equal(height, 90_000);
    assert.deepEqual([to(100), to(50_000), to(1e9)], [100, 50_000, 89_500]);
  });

  it('goes by what is scrolled on short ways, and by shares of it on long ones', () => {
    const length = 300_000_000;
    const { height, to, scroll } = scrolling(length);
    assert.ok(height < 10_000_000);
    assert.equal(to(300), 300);
    assert.equal(to(360), 360);
    const middle = to((height - ROOM) / 2);
    assert.ok(Math.abs(middle - (length - ROOM) / 2) < 1);
    assert.equal(to((height - ROOM) / 2 + 30), middle + 30);
    scroll.settle();
    assert.ok(Math.abs(scroll.offset - middle - 30) < 1);
    assert.equal(to(1e12), length - ROOM);
    assert.equal(to(0), 0);
  });

  it('reaches every row by going to it', () => {
    const { scroll, element, height } = scrolling(300_000_000);
    scroll.goTo(123_456_780);
    assert.equal(scroll.offset, 123_456_780);
    assert.ok(element.scrollTop > 0 && element.scrollTop < height);
    scroll.goTo(1e12);
    assert.equal(scroll.offset, 300_000_000 - ROOM);
  });
});
