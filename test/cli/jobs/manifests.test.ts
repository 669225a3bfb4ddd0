import assert from 'node:assert/strict';
import { csvJobs } from '../../../cli/jobs/csv-jobs.ts';
import type { Job } from '../../../cli/jobs/job.ts';
import { ManifestFault } from '../../../cli/jobs/job.ts';
import { yamlJobs } from '../../../cli/jobs/yaml-jobs.ts';

const YAML = `
defaults:
  model: tiny
  confidence: 0.4
jobs:
  - input: gate.mp4
    run: monday
    every: 5
    starts-at: 2026-11-27T09:30:00Z
  - input: cam2/*.mkv
    confidence: 0.1
    letterbox: yes
    size: 416
    classes: [person, "traffic, light"]
    start: 1:30
`;

const CSV = `\ufeffinput,run,every,letterbox,classes,start
gate.mp4,monday,5,,,
"cam2/a,b.mkv",,,true,"person,""traffic, light""",1:30
`;

const faultsOf = (read: (text: string) => Job[], text: string): readonly string[] => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ManifestFault) return error.faults;
    throw error;
  }
  return [];
};

describe('A manifest', () => {
  it('in YAML gives jobs with settings of their own, over those of all', () => {
    assert.deepEqual(yamlJobs(YAML), [
      {
        input: 'gate.mp4',
        settings: { model: 'tiny', confidence: 0.4, run: 'monday', every: 5, startsAt: '2026-11-27T09:30:00.000Z' },
        where: 'line 6',
      },
      {
        input: 'cam2/*.mkv',
        settings: {
          ...{ model: 'tiny', confidence: 0.1, letterbox: true, size: { width: 416, height: 416 }, start: 90 },
          classes: ['person', 'traffic, light'],
        },
        where: 'line 10',
      },
    ]);
  });

  it('in CSV gives the same, and an empty cell sets nothing', () => {
    assert.deepEqual(csvJobs(CSV), [
      { input: 'gate.mp4', settings: { run: 'monday', every: 5 }, where: 'line 2' },
      {
        input: 'cam2/a,b.mkv',
        settings: { letterbox: true, classes: ['person', 'traffic, light'], start: 90 },
        where: 'line 3',
      },
    ]);
  });

  it('in CSV may have semicolons between its cells', () => {
    assert.deepEqual(csvJobs('input;fps\na,b.mp4;2.5\n'), [
      { input: 'a,b.mp4', settings: { fps: 2.5 }, where: 'line 2' },
    ]);
  });

  for (const [what, read, text, faults] of [
    [
      'a value out of range',
      yamlJobs,
      'jobs:\n  - input: a\n    every: 0\n',
      [/^line 3: .*`every` to be an integer of at least 1, got `0`/],
    ],
    [
      'a switch that is neither on nor off',
      yamlJobs,
      'jobs:\n  - input: a\n    gray: maybe\n',
      [/^line 3: .*`gray` to be true or false, got `maybe`/],
    ],
    ['an unknown key', yamlJobs, 'jobs:\n  - input: a\n    evry: 2\n', [/^line 3: .*model, .*every.* got `evry`/]],
    [
      'a flag of the command as a whole',
      yamlJobs,
      'jobs:\n  - input: a\n    parallel: 2\n',
      [/^line 3: .*got `parallel`/],
    ],
    ['a job without input', yamlJobs, 'jobs:\n  - run: a\n', [/^line 2: Expected `input`/]],
    ['a job that is a text', yamlJobs, 'jobs:\n  - a.mp4\n', [/^line 2: Expected a job/]],
    ['no jobs', yamlJobs, 'defaults:\n  every: 2\n', [/Expected `jobs` to be a list/]],
    ['another key at the top', yamlJobs, 'job: 1\njobs:\n  - input: a\n', [/^line 1: Expected `jobs`/]],
    ['what is no YAML', yamlJobs, 'jobs: [\n', [/^line \d/]],
    [
      'faults of several jobs at once',
      yamlJobs,
      'jobs:\n  - input: a\n    iou: 2\n  - input: b\n    fps: x\n',
      [/^line 3: .*`iou`/, /^line 5: .*`fps`/],
    ],
    ['a wrong cell', csvJobs, 'input,every\na,2\nb,none\n', [/^line 3: .*`every`.* got `none`/]],
    ['an unknown column', csvJobs, 'input,evry\na,2\n', [/^line 2: .*got `evry`/]],
    ['a row that is too short', csvJobs, 'input,every,run\na,2\n', [/line 2/]],
    ['a table without rows', csvJobs, 'input,every\n', [/got no job/]],
  ] as const) {
    it(`is refused for ${what}, by its line`, () => {
      const found = faultsOf(read, text);
      assert.equal(found.length, faults.length, found.join('\n'));
      for (const [index, fault] of faults.entries()) assert.match(found[index]!, fault);
    });
  }
});
