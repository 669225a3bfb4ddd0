import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { framePicture } from '../fixtures/frame-picture.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

interface Row {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  readonly label: string;
  readonly x1: number;
  readonly confidence: number;
}

describe('detect of pictures', () => {
  const home = suiteFolder();
  const folder = join(home, 'photos');
  const frames = [20, 80, 140];

  before(() => {
    mkdirSync(folder);
    for (const [index, frame] of frames.entries()) {
      framePicture(join(folder, `gate_2026010${index + 1}T100000Z.png`), frame);
    }
  });

  const detect = async (input: string) => {
    const { code, stdout, stderr } = await framefleet(['detect', input, '--model', DEMO.network, '--json'], home);
    assert.equal(code, 0, stderr);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const rowsOf = async (runId: string): Promise<Row[]> =>
    JSON.parse((await framefleet(['query', '--run', runId, '--format', 'json', '--limit', '1000'], home)).stdout).rows;

  it('makes one recording of a folder, and finds in each frame what the picture alone gives', async () => {
    const [run, ...others] = await detect(folder);
    assert.deepEqual([run.uri, run.storedFrames, others], [folder, 3, []]);
    const rows = await rowsOf(run.runId);
    const singles = await detect(join(folder, '*.png'));
    assert.equal(singles.length, 3);
    for (const single of singles) {
      assert.equal(single.storedFrames, 1);
      const frameIndex = Number(/2026010(\d)/.exec(single.uri)![1]) - 1;
      const own = rows.filter((row) => row.frameIndex === frameIndex);
      assert.ok(own.length > 0);
      assert.ok(own.every(({ ptsSeconds }) => ptsSeconds === frameIndex * 86_400));
      const told = ({ label, x1, confidence }: Row) => [label, x1, confidence];
      assert.deepEqual(own.map(told).sort(), (await rowsOf(single.runId)).map(told).sort());
    }
  });
});
