import assert from 'node:assert/strict';
import { type IndexRules, PacketIndexBuilder } from '../../../producer/seeking/packet-index-builder.ts';
import { type PacketLine, PacketLineReader, readPacketLine } from '../../../producer/seeking/packet-lines.ts';

const mp4: IndexRules = { codec: 'h264', container: 'mov,mp4,m4a,3gp,3g2,mj2', firstPts: 0 };

/** A packet; its checksum tells it from others. */
function packet(dts: number, pts: number, more: Partial<PacketLine> = {}): PacketLine {
  const flags = { isKey: false, isCorrupt: false, isDiscarded: false };
  return { dts, pts, size: 100, checksum: 1000 + pts, ...flags, ...more };
}

const key = { isKey: true };

/** Groups of four frames, 10 ticks apart; the frame before each key frame comes behind it in the file. */
function openGroups(count: number): PacketLine[] {
  const packets = [packet(0, 0, key), packet(1, 10), packet(2, 20)];
  for (let group = 1; group < count; group++) {
    const at = group * 40;
    packets.push(packet(at - 20, at, key), packet(at - 11, at - 10), packet(at - 9, at + 10), packet(at + 1, at + 20));
  }
  return packets;
}

/** Groups of four frames in the order in which they are shown. */
function closedGroups(count: number, rules = {}): PacketLine[] {
  return Array.from({ length: count * 4 }, (_, index) =>
    packet(index * 10, index * 10, { ...(index % 4 === 0 ? key : {}), ...rules }),
  );
}

function indexOf(packets: readonly PacketLine[], rules = mp4, isWhole = true) {
  const builder = new PacketIndexBuilder(rules);
  for (const one of packets) builder.take(one);
  return { index: builder.finish(isWhole), fault: builder.fault };
}

describe('the lines of packets', () => {
  it('are read whatever the pieces they come in', () => {
    const text =
      '#tb 0: 1/12800\n0,      -1024,          0,      512,     1730, 0x0badf00d\n' +
      '0, -9223372036854775808,        512,      512,       42, 0x00000000, F=0x2, S=1,        4\n1,  0, 0, 1, 1, 0x00000001\n';
    const packets: PacketLine[] = [];
    const reader = new PacketLineReader((one) => packets.push(one));
    for (const piece of text.match(/[\s\S]{1,7}/g)!) reader.read(piece);
    const flags = { isKey: true, isCorrupt: false, isDiscarded: false };
    assert.deepEqual(packets, [
      { dts: -1024, pts: 0, size: 1730, checksum: 0x0badf00d, ...flags },
      { dts: null, pts: 512, size: 42, checksum: 0, ...flags, isKey: false, isCorrupt: true },
    ]);
    assert.equal(readPacketLine('#media_type 0: video'), null);
  });
});

describe('an index of packets', () => {
  it('counts frames in the order in which they are shown', () => {
    const { index } = indexOf(openGroups(4));
    assert.deepEqual([...index!.times], [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140]);
  });

  it('holds only frames that no later packet can come before, when it is cut', () => {
    const { index } = indexOf(openGroups(4).slice(0, 8), mp4, false);
    assert.deepEqual([...index!.times], [0, 10, 20, 30, 40, 50]);
  });

  it('ends before a last packet that is cut off', () => {
    const { index } = indexOf([...closedGroups(2), packet(80, 80, { ...key, isCorrupt: true })]);
    assert.deepEqual([index!.times.length, index!.isWhole], [8, true]);
  });

  it('leaves out what the container says is not shown', () => {
    const packets = [packet(-20, -20, { ...key, isDiscarded: true }), packet(-10, -10, { isDiscarded: true })];
    const { index } = indexOf([...packets, ...closedGroups(3)]);
    assert.equal(index!.times[0], 0);
  });

  it('begins a group before where frames that follow a key frame are shown before it', () => {
    const { index } = indexOf(openGroups(6));
    assert.deepEqual(index!.keyFrameBefore(13), { frameIndex: 12, pts: 120, seekPts: 80 });
    assert.equal(index!.isBefore(packet(70, 80, key), 120), true);
    assert.equal(index!.isBefore(packet(110, 120, key), 120), false);
  });

  it('begins at the key frame itself where nothing that follows needs what came before', () => {
    const { index } = indexOf(closedGroups(6));
    assert.deepEqual(index!.keyFrameBefore(13), { frameIndex: 12, pts: 120, seekPts: 120 });
    assert.equal(index!.isBefore(packet(120, 120, key), 120), true);
    assert.equal(index!.isBefore(packet(160, 160, key), 120), false);
    assert.equal(index!.isBefore(packet(120, 120, { ...key, checksum: 7 }), 120), false, 'another packet');
    assert.equal(index!.isBefore(packet(20, 25), 120), false, 'no packet of the stream');
  });

  it('begins between two key frames in a container that may be entered there', () => {
    const { index } = indexOf(closedGroups(8), { ...mp4, container: 'mpegts' });
    assert.deepEqual(index!.keyFrameBefore(25), { frameIndex: 24, pts: 240, seekPts: 220 });
    assert.equal(index!.isBefore(packet(230, 230), 240), true);
    assert.equal(index!.isBefore(packet(250, 250), 240), false);
  });

  it('begins two groups before in such a container where groups need one another', () => {
    const { index } = indexOf(openGroups(8), { ...mp4, container: 'mpegts' });
    assert.deepEqual(index!.keyFrameBefore(25), { frameIndex: 24, pts: 240, seekPts: 160 });
    assert.equal(index!.isBefore(packet(141, 150), 240), true);
    assert.equal(index!.isBefore(packet(161, 170), 240), false);
  });

  for (const frameIndex of [-1, 0, 3, 1000]) {
    it(`has no place but the beginning for frame ${frameIndex}`, () => {
      assert.equal(indexOf(closedGroups(6)).index!.keyFrameBefore(frameIndex), null);
    });
  }

  const changed = (at: number, more: Partial<PacketLine>) =>
    closedGroups(6).map((one, index) => (index === at ? { ...one, ...more } : one));
  const avi = { ...mp4, container: 'avi' };
  for (const [what, packets, rules, fault] of [
    ['without a time stamp', changed(5, { pts: null }), mp4, /no time stamp/],
    ['whose clock jumps back', [...closedGroups(2), ...closedGroups(2)], mp4, /clock jumps/],
    ['shown before they are decoded', changed(5, { pts: 45 }), mp4, /clock jumps/],
    ['of one time', changed(5, { pts: 60 }), mp4, /one time stamp/],
    ['that are damaged', changed(5, { isCorrupt: true }), mp4, /damaged/],
    ['of zeros', changed(5, { checksum: 0 }), mp4, /damaged/],
    ['without bytes', changed(5, { size: 0 }), mp4, /damaged/],
    ['without a key frame first', closedGroups(6).slice(1), { ...mp4, firstPts: 10 }, /between two key frames/],
    ['out of order in AVI', openGroups(4), avi, /order in which they are shown/],
    ['without a picture', changed(5, { size: 7 }), { ...mp4, codec: 'mpeg4' }, /holds no frame/],
    ['all of which are key frames', closedGroups(20, key), mp4, /said to be a key frame/],
    ['the first of which gave no frame', closedGroups(6), { ...mp4, firstPts: 40 }, /first packet/],
    ['of which it is not known which came first', closedGroups(6), { ...mp4, firstPts: null }, /first packet/],
  ] as const) {
    it(`is not made of packets ${what}`, () => {
      const { index, fault: said } = indexOf(packets, rules);
      assert.equal(index, null);
      assert.match(said!, fault);
    });
  }

  it('is made of key frames alone where the codec has no others', () => {
    assert.ok(indexOf(closedGroups(20, key), { ...mp4, codec: 'mjpeg' }).index);
  });
});
