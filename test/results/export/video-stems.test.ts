import assert from 'node:assert/strict';
import { nameOf, stemsOf } from '../../../results/export/video-stems.ts';

describe('Names of files of runs', () => {
  for (const [uri, name] of [
    ['/videos/one.mp4', 'one.mp4'],
    ['C:\\clips\\two.mkv', 'two.mkv'],
    ['https://host/a/three.mp4?token=x/y', 'three.mp4'],
    ['rtsp://camera/live/', 'live'],
    ['/odd?name.mp4', 'odd?name.mp4'],
  ] as const) {
    it(`${uri} is called ${name}`, () => assert.equal(nameOf(uri), name));
  }

  it('are harmless, and each is of one run only', () => {
    const uris = ['/a/gate.mp4', '/b/GATE.avi', '/c/../..', '/d/-rf x.mp4', '/e/.hidden', '/f/ü.mp4', '/g/tar.gz.mp4'];
    const stems = stemsOf(uris.map((uri, index) => ({ uri, runId: `r${index}` })));
    assert.deepEqual(stems, ['gate-r0', 'GATE-r1', 'video', 'rf_x', 'hidden', '_', 'tar.gz']);
    const mean = stemsOf([
      { uri: 'a', runId: 'b-c' },
      { uri: 'a', runId: 'd' },
      { uri: 'a-b-c', runId: 'e' },
    ]);
    assert.deepEqual(mean, ['a-b-c', 'a-d', 'a-b-c-2']);
  });
});
