import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('detect of a manifest', () => {
  const home = suiteFolder();
  const path = join(home, 'jobs', 'jobs.yaml');

  before(() => {
    mkdirSync(join(home, 'jobs'));
    demoClip(join(home, 'jobs', 'clip.mkv'), 60);
  });

  const detect = (text: string, ...args: string[]) => {
    writeFileSync(path, text);
    return framefleet(['detect', `@${path}`, '--model', DEMO.network, '--json', ...args], home);
  };

  it('runs each job with its own settings, over those of the command', async () => {
    const jobs = ['{ input: clip.mkv, run: a }', '{ input: clip.mkv, every: 20, start: 1 }'];
    const { code, stdout, stderr } = await detect(`jobs:\n  - ${jobs.join('\n  - ')}\n`, '--every', '10');
    assert.equal(code, 0, stderr);
    const ends = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(ends.map(({ storedFrames }) => storedFrames).sort(), [2, 6]);
    assert.equal(ends.find(({ storedFrames }) => storedFrames === 6).runId, 'a');
    const { stdout: runs } = await framefleet(['runs', '--json'], home);
    const settings = JSON.parse(runs).map(
      ({ settings }: { settings: { every: number; start: number | null } }) => settings,
    );
    assert.deepEqual(
      settings.map(({ every, start }: { every: number; start: number | null }) => [every, start]).sort(),
      [
        [10, null],
        [20, 1],
      ],
    );
  });

  for (const [what, text, complaint] of [
    [
      'a label that the model does not know',
      'jobs:\n  - input: clip.mkv\n    classes: unicorn\n',
      /jobs\.yaml, line 2: .*unicorn/,
    ],
    [
      'an input that is not there',
      'jobs:\n  - input: clip.mkv\n  - input: none.mkv\n',
      /jobs\.yaml, line 3: .*none\.mkv/,
    ],
    [
      'a name for two runs',
      'jobs:\n  - { input: clip.mkv, run: a }\n  - { input: clip.mkv, run: a }\n',
      /line 3: .*`run` to name one run, got `a` as in .*line 2/,
    ],
    [
      'an end before its start',
      'jobs:\n  - { input: clip.mkv, start: 5, end: 3 }\n',
      /line 2: Expected `--end` to be later/,
    ],
  ] as const) {
    it(`names the line of ${what}, and runs nothing`, async () => {
      const { code, stdout, stderr } = await detect(text);
      assert.deepEqual([code, stdout], [what.startsWith('an input') ? 3 : 2, ''], stderr);
      assert.match(stderr, complaint);
    });
  }
});
