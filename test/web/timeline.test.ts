import assert from 'node:assert/strict';
import { parseState } from '../../web/state.ts';
import { timeText, widened, zoomTo } from '../../web/timeline/axis.ts';
import { timelineQuestion } from '../../web/timeline/found.ts';
import { barsOf, binStates } from '../../web/timeline/lane-data.ts';

const missed = (seconds: number[]) => [{ state: 'failed', seconds }];

describe('a timeline', () => {
  it('tells what was looked at from what was not, and from where there is nothing', () => {
    const timeline = { lookedFrames: [0, 2, 2, 0, 0, 3, 0], missed: missed([0, 0, 1, 5, 0, 0, 0]), binSeconds: 5 };
    assert.deepEqual(binStates(timeline), ['nothing', 'looked', 'partly', 'missed', 'nothing', 'looked', 'nothing']);
  });

  it('takes bins without a frame that lie between two frames for no gap', () => {
    const lookedFrames = [1, 0, 0, 0, 1, ...new Array<number>(30).fill(0), 1];
    const states = binStates({ lookedFrames, missed: [], binSeconds: 0.1 });
    assert.deepEqual(states.slice(0, 5), ['looked', 'between', 'between', 'between', 'looked']);
    assert.ok(states.slice(5, 35).every((state) => state === 'nothing'));
  });

  it('draws no bar where nobody looked, and one of 0 where nothing was found', () => {
    assert.deepEqual(barsOf([0, 3, 0], { lookedFrames: [2, 2, 0] }), [0, 3, undefined]);
  });

  it('is asked for on the stream of one run, and else on the clock', () => {
    const sources = ['r1', 'r2'].map((runId) => ({
      runId,
      videoId: `v${runId}`,
      uri: `/${runId}.mp4`,
      lookedFrames: 1,
    }));
    const one = timelineQuestion(parseState('#video=r1.mp4&label=car&from=3'), sources, 9);
    assert.deepEqual(one, { video: 'r1.mp4', label: 'car', from: '3', run: 'r1', axis: 'stream', bins: '9' });
    assert.deepEqual(timelineQuestion(parseState('#label=car&from=3'), sources, 9), {
      label: 'car',
      axis: 'clock',
      bins: '9',
    });
  });

  it('is zoomed by filters of its axis', () => {
    assert.deepEqual(zoomTo('stream', { from: -1, to: 2.00049 }), { from: '0', to: '2' });
    assert.deepEqual(zoomTo('clock', { from: 0.5, to: 60 }), {
      since: '1970-01-01T00:00:00.500Z',
      until: '1970-01-01T00:01:00Z',
    });
    assert.deepEqual(widened({ from: 10, to: 20 }, 2), { from: 5, to: 25 });
  });

  it('writes times as finely as they are known', () => {
    assert.equal(timeText('stream', 3723.5, 'UTC', 1), '1:02:04');
    assert.equal(timeText('stream', 63.25, 'UTC', 0.01), '1:03.25');
    assert.equal(timeText('stream', 59.9999, 'UTC', 0.001), '1:00.000');
    assert.equal(
      timeText('clock', Date.parse('2026-03-29T01:30:00.250Z') / 1000, 'Europe/Berlin', 0.001),
      '2026-03-29 03:30:00.250',
    );
    assert.equal(timeText('clock', Date.parse('2026-03-29T01:30:00Z') / 1000, 'UTC', 86_400), '2026-03-29');
  });
});
