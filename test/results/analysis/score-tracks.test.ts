import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tracksOfMotFile } from '../../../app/tracks/mot-file.ts';
import type { MotBox } from '../../../results/analysis/scoring/mot-box.ts';
import { motText, parseMot } from '../../../results/analysis/scoring/mot-text.ts';
import { scoreTracks } from '../../../results/analysis/scoring/score-tracks.ts';
import { testData } from '../../fixtures/data.ts';

function rows(...lines: readonly string[]): MotBox[] {
  return parseMot(lines.join('\n'));
}

/** An object of the truth, or a track, that stands at a place in frames. */
function standing(id: number, x: number, frames: readonly number[], tail = '1,-1,-1,-1'): string[] {
  return frames.map((frame) => `${frame},${id},${x},1,10,20,${tail}`);
}

const frames = [1, 2, 3, 4, 5, 6];

describe('the score of tracks', () => {
  it('is full where they are the truth', () => {
    const truth = rows(...standing(1, 1, frames), ...standing(2, 50, frames));
    const { mota, idf1, recall, precision, switches, falsePositives, misses, tracks, objects } = scoreTracks(
      truth,
      truth,
    );
    assert.deepEqual([mota, idf1, recall, precision], [1, 1, 1, 1]);
    assert.deepEqual([switches, falsePositives, misses, tracks, objects], [0, 0, 0, 2, 2]);
  });

  it('counts a switch where an object goes on under another track, also after a gap', () => {
    const truth = rows(...standing(1, 1, frames));
    const found = rows(...standing(7, 1, [1, 2]), ...standing(8, 1, [4, 5, 6]));
    const score = scoreTracks(truth, found);
    assert.deepEqual([score.switches, score.misses, score.falsePositives], [1, 1, 0]);
    assert.equal(score.mota, (6 - 1 - 1) / 6);
    assert.equal(score.idf1, (2 * 3) / (6 + 5));
  });

  it('keeps the pair of the frame before while it meets, also beside a better one', () => {
    const truth = rows(...standing(1, 1, [1, 2]));
    const found = rows('1,7,1,1,10,20,1', '2,7,3,1,10,20,1', '2,8,1,1,10,20,1');
    const score = scoreTracks(truth, found);
    assert.deepEqual([score.switches, score.falsePositives], [0, 1]);
  });

  it('asks for an IoU of half: at it they meet, below they do not', () => {
    const truth = rows('1,1,1,1,10,20,1');
    assert.equal(scoreTracks(truth, rows('1,7,1,1,10,10,1')).recall, 1);
    assert.equal(scoreTracks(truth, rows('1,7,1,1,10,9.99,1')).recall, 0);
  });

  it('gives and takes nothing for what meets a box that does not count, and tells classes apart', () => {
    const truth = rows(...standing(1, 1, frames, '0,3,1'), ...standing(2, 50, frames, '1,3,1'));
    const both = rows(...standing(7, 1, frames, '1,3,1'), ...standing(8, 50, frames, '1,3,1'));
    assert.deepEqual(scoreTracks(truth, both), { ...scoreTracks(truth, both), mota: 1, tracks: 1, objects: 1 });
    const another = rows(...standing(8, 50, frames, '1,4,1'));
    assert.equal(scoreTracks(truth, another).recall, 0);
  });

  it('is 0, and no division, where there is nothing', () => {
    const some = rows(...standing(1, 1, frames));
    assert.deepEqual(
      [scoreTracks([], []).mota, scoreTracks(some, []).misses, scoreTracks([], some).falsePositives],
      [0, 6, 6],
    );
  });

  it('of another tracker on TUD-Campus is the one that was published', function () {
    const read = (name: string) => parseMot(readFileSync(testData(this, 'groundtruth/mot15-tud-campus', name), 'utf8'));
    const score = scoreTracks(read('gt.txt'), read('test.txt'));
    const percent = (share: number) => (100 * share).toFixed(1);
    assert.deepEqual(
      [score.idf1, score.idPrecision, score.idRecall, score.recall, score.precision, score.mota].map(percent),
      ['55.8', '73.0', '45.1', '58.2', '94.1', '52.6'],
    );
    assert.deepEqual([score.falsePositives, score.misses, score.switches], [13, 150, 7]);
  });

  it('of our tracks on TUD-Campus is beyond SORT, which has a MOTA of 62.7 and 6 switches', async function () {
    const file = (name: string) => testData(this, 'groundtruth/mot15-tud-campus', name);
    const { score } = await tracksOfMotFile({ mot: file('det.txt'), truth: file('gt.txt'), fps: 25 });
    assert.ok(score!.mota >= 0.66, `${score!.mota}`);
    assert.ok(score!.switches <= 3, `${score!.switches}`);
  });
});

describe('a MOTChallenge file', () => {
  it('is written as it is read', () => {
    const text = '1,1,10,20,30,40,0.5,-1,-1,-1\n2,-1,1,1,2,3.25,1,-1,-1,-1\n';
    assert.equal(motText(parseMot(text)), text);
    assert.deepEqual(parseMot('1,-1,1,1,10,20,0.5\r\n')[0], {
      ...{ frame: 1, trackId: null, box: [0, 0, 10, 20] },
      ...{ confidence: 0.5, classNumber: null },
    });
  });

  for (const line of ['1,1,10', '0,1,1,1,1,1,1', '1,1,a,1,1,1,1', '1,1,,1,1,1,1', '1,1,1,1,-1,1,1']) {
    it(`is refused for a line such as ${line}, which is named`, () => {
      assert.throws(() => parseMot(`1,1,1,1,1,1,1\n${line}`), new RegExp(`line 2: expected frame.* got \`${line}\``));
    });
  }
});
