import assert from 'node:assert/strict';
import { type Figures, studyAnswers } from '../../../app/study/answers.ts';
import { rateOf } from '../../../app/study/frame-rate.ts';
import { layoutsOf } from '../../../app/study/study.ts';
import { rowOf, type StudyRow, type StudySetting, studySettings } from '../../../app/study/study-row.ts';

/** A machine of four cores on which a process takes 20 % without inference, and inference fills what there is. */
function rowsOf(change: (row: StudyRow) => Partial<StudyRow> = () => ({})): StudyRow[] {
  return studySettings(['cpu']).map((setting: StudySetting) => {
    const { processes, inference, scale, gray } = setting;
    const cpuPercent = inference ? 400 / processes : 20 - (scale < 1 ? 5 : 0) - (gray ? 1 : 0);
    const fps = { fpsMain: 30, fpsSub: inference ? 2 / processes : 30 };
    const facts = { threads: inference ? 24 : 20, residentMegabytes: 300, maxFps: 30, shape: '416×416×3' };
    const row = { ...setting, ...fps, cpuPercent, ...facts };
    return { ...row, ...change(row) };
  });
}

const others: Omit<Figures, 'rows'> = {
  layouts: [
    { workers: 1, threads: 4, framesPerSecond: 8 },
    { workers: 2, threads: 2, framesPerSecond: 9.9 },
    { workers: 4, threads: 1, framesPerSecond: 10 },
  ],
  storing: { frames: 200, detections: 900, storingMs: 0.5, totalMs: 20 },
  weights: [
    { name: 'a', expectedBytes: 100, bytes: 100 },
    { name: 'b', expectedBytes: 200, bytes: null },
  ],
};

function answerTo(question: string, rows: readonly StudyRow[], changes: Partial<Figures> = {}): string {
  const answers = studyAnswers({ ...others, rows, ...changes }, { cores: 4 });
  return answers.find((one) => one.question.includes(question))!.answer;
}

describe('the experiments of the study', () => {
  it('change one thing at a time, with inference off and on', () => {
    const settings = studySettings(['cpu', 'gpu']);
    assert.equal(settings.length, 21);
    assert.equal(new Set(settings.map((setting) => JSON.stringify(setting))).size, 21);
    assert.deepEqual(
      [...new Set(settings.map(({ processes }) => processes))].sort((a, b) => a - b),
      [1, 2, 3, 10],
    );
    assert.ok(settings.every(({ inference, device }) => inference || device === 'cpu'));
    for (const { processes, scale, gray } of settings) assert.ok(processes === 1 || (scale === 1 && !gray));
  });

  it('are found again by what they change', () => {
    const rows = rowsOf();
    assert.equal(rowOf(rows, { processes: 10, inference: true })!.cpuPercent, 40);
    assert.equal(rowOf(rows, { device: 'gpu', inference: true }), null);
  });

  it('fill the cores with each number of workers that divides them', () => {
    assert.deepEqual(layoutsOf(6), [
      { workers: 1, threads: 6 },
      { workers: 2, threads: 3 },
      { workers: 3, threads: 2 },
      { workers: 6, threads: 1 },
    ]);
    assert.deepEqual(layoutsOf(1), [{ workers: 1, threads: 1 }]);
  });

  for (const [what, times, seconds, rate] of [
    ['from the first frame to the last', [1000, 1500, 2000, 2500], 10, 2],
    ['by their number where there are few', [1000, 1500], 4, 0.5],
    ['as none where there is none', [], 3, 0],
  ] as const) {
    it(`count frames ${what}`, () => assert.equal(rateOf(times, seconds), rate));
  }
});

describe('the answers of the study', () => {
  it('are of this machine: other figures, other answers', () => {
    const usual = rowsOf();
    const other = rowsOf(({ inference, processes }) =>
      inference ? { cpuPercent: 33, fpsSub: 5, threads: 20 } : { cpuPercent: 11 * processes },
    );
    const all = (rows: readonly StudyRow[]) => studyAnswers({ ...others, rows }, { cores: 4 });
    const same = all(usual).filter(({ answer }, index) => answer === all(other)[index]!.answer);
    // those of display, workers, GPU, weights and storing are not of these rows
    assert.deepEqual(same.length, 5);
  });

  it('say what inference costs', () => {
    assert.match(
      answerTo('inference cost', rowsOf()),
      /^20 times the CPU \(400 % instead of 20 %\), and 30 frames\/s become 2; a frame takes 2000 ms of CPU instead of 6\.7 ms\./,
    );
    assert.match(answerTo('threads', rowsOf()), /^By 4 with inference: from 20 to 24\./);
    assert.match(
      answerTo(
        'threads',
        rowsOf(() => ({ threads: 9 })),
      ),
      /^No: 9/,
    );
  });

  it('say what a smaller picture and gray save', () => {
    assert.match(answerTo('smaller', rowsOf()), /14 % and 30 frames\/s in both\..*It saves 6 points of capturing/);
    assert.match(
      answerTo(
        'smaller',
        rowsOf(() => ({ cpuPercent: 7 })),
      ),
      /It saves nothing of capturing/,
    );
  });

  it('say whether processes help, and how CPU grows', () => {
    assert.match(
      answerTo('one process', rowsOf()),
      /^No: one process fills the machine already .*1: 2, 2: 2, 3: 2, 10: 2;/,
    );
    const helped = rowsOf(({ inference }) => (inference ? { fpsSub: 2 } : {}));
    assert.match(answerTo('one process', helped), /^Yes: 10 processes give 10 times what one gives/);
    assert.match(
      answerTo('linearly', rowsOf()),
      /^Yes without inference \(1: 20 %, 2: 40 %, 3: 60 %, 10: 200 %; 10 processes take 100 %/,
    );
    const crowded = rowsOf(({ processes }) => ({ cpuPercent: 100 / processes }));
    assert.match(answerTo('linearly', crowded), /^No, less/);
  });

  it('say where the limit is', () => {
    const answer = answerTo('limit', rowsOf());
    assert.match(answer, /without inference: the CPU is at 50 % of 4 cores, capture keeps its 30 frames\/s/);
    assert.match(
      answer,
      /with inference: the CPU is full \(100 % of 4 cores\).*processing is at 0\.2 frames\/s each, memory at 3 GB/,
    );
    assert.match(
      answerTo(
        'limit',
        rowsOf(() => ({ fpsMain: 20 })),
      ),
      /capture falls to 20 frames\/s each/,
    );
  });

  it('say which workers and threads, whether a weights file fits, and what storing costs', () => {
    assert.match(answerTo('workers × threads', rowsOf()), /^4 × 1 \(2 × 2 as good\)\./);
    assert.match(
      answerTo('weights', rowsOf()),
      /^Yes: a must have 100 bytes, and has them; b must have 200 bytes, not at hand\./,
    );
    const weights = [{ name: 'a', expectedBytes: 100, bytes: 99 }];
    assert.match(answerTo('weights', rowsOf(), { weights }), /^No: a must have 100 bytes, but has 99\./);
    assert.match(answerTo('storing', rowsOf()), /^0\.5 ms of CPU a frame, 2\.5 % of .*1\.5 points of CPU/);
  });

  it('say of a GPU what was measured, and else that nothing was', () => {
    assert.match(answerTo('GPU', rowsOf()), /^Not measured/);
    const gpu = { ...rowOf(rowsOf(), { inference: true })!, device: 'gpu' as const, fpsSub: 28, cpuPercent: 50 };
    assert.match(
      answerTo('GPU', [...rowsOf(), gpu]),
      /^Yes: 28 frames\/s instead of 2 \(of 30 that come\), at 50 % of CPU/,
    );
  });
});
