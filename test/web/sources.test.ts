import assert from 'node:assert/strict';
import { camerasOf, chosenSources, listedVideos, type Source, toggled } from '../../web/sources/source.ts';

const source = (runId: string, uri: string, videoId = uri): Source => ({ runId, videoId, uri, lookedFrames: 1 });
const SOURCES = [
  source('r1', '/videos/gate/10.mp4'),
  source('r2', '/videos/gate/9.mp4'),
  source('r3', '/videos/gate/9.mp4'),
  source('r4', '/videos/yard [1]/a, b.mp4'),
  source('r5', 'rtsp://camera/1'),
];

describe('cameras and videos that can be picked', () => {
  it('are the folders of videos, and addresses by themselves; in the order in which people count', () => {
    const cameras = camerasOf(SOURCES).map(({ name, videos }) => [
      name,
      videos.map((video) => [video.name, video.runs.length]),
    ]);
    assert.deepEqual(cameras, [
      [
        'gate',
        [
          ['9.mp4', 2],
          ['10.mp4', 1],
        ],
      ],
      ['rtsp://camera/1', [['1', 1]]],
      ['yard [1]', [['a, b.mp4', 1]]],
    ]);
  });

  it('are chosen by the patterns that stand for them, and by nothing else', () => {
    const runsOf = (video: string, run = '') => chosenSources(SOURCES, { video, run }).map(({ runId }) => runId);
    const patterns = camerasOf(SOURCES).map(({ pattern }) => pattern);
    assert.deepEqual(
      patterns.map((pattern) => runsOf(toggled('', pattern))),
      [['r1', 'r2', 'r3'], ['r5'], ['r4']],
    );
    assert.deepEqual(runsOf(''), ['r1', 'r2', 'r3', 'r4', 'r5']);
    assert.deepEqual(runsOf('?.mp4'), ['r2', 'r3']);
    assert.deepEqual(runsOf('*.mp4', 'r3,r5'), ['r3']);
    assert.deepEqual(runsOf('"/videos/yard [1]/a, b.mp4",10.mp4'), ['r1', 'r4']);
  });

  it('are chosen by their address as it is written where it holds brackets: no pattern stands for them', () => {
    const uri = 'rtsp://[fd00::1]/2';
    const sources = [...SOURCES, source('r6', uri)];
    const { pattern } = camerasOf(sources).find(({ name }) => name === uri)!;
    assert.equal(pattern, uri);
    assert.deepEqual(
      chosenSources(sources, { video: toggled('', pattern) }).map(({ runId }) => runId),
      ['r6'],
    );
  });

  it('are listed as the filter takes several', () => {
    const both = toggled(toggled('', 'a, b.mp4'), '/videos/gate/*');
    assert.equal(both, '"a, b.mp4",/videos/gate/*');
    assert.deepEqual(listedVideos(both), ['a, b.mp4', '/videos/gate/*']);
    assert.equal(toggled(both, 'a, b.mp4'), '/videos/gate/*');
  });
});
