import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTruth } from '../../../app/demo/truth-file.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe("a clip's truth", () => {
  const folder = temporaryFolder();
  const truthOf = async (...lines: string[]) => {
    const file = join(folder(), 'gt.txt');
    await writeFile(file, `${lines.join('\n')}\n`);
    return readTruth(file);
  };

  it('gives boxes from the first pixel 0, by frames from 0 and classes from 0', async () => {
    const truth = await truthOf('1,1,11,21,30,40,1,3,1', '3,1,12,22,30,40,1,3,1');
    assert.deepEqual([...truth.keys()], [0, 2]);
    assert.deepEqual(truth.get(0), [{ box: [10, 20, 40, 60], classId: 2, isCrowd: false, isIgnored: false }]);
  });

  for (const [row, isAsked] of [
    ['1,1,1,1,16,6,1,1,0.5', true],
    ['1,1,1,1,15,15,1,1,1', false],
    ['1,1,1,1,90,90,1,1,0.499', false],
    ['1,1,1,1,90,90,0,1,1', false],
  ] as const) {
    it(`${isAsked ? 'asks for' : 'ignores'} the object of ${row}`, async () => {
      assert.equal((await truthOf(row)).get(0)![0]!.isCrowd, !isAsked);
    });
  }

  for (const row of ['1,1,1,1,16,16,1,1', '0,1,1,1,16,16,1,1,1', '1,1,1,1,16,16,1,1,x', '']) {
    it(`refuses the line \`${row}\``, async () => {
      await assert.rejects(truthOf('1,1,1,1,16,16,1,1,1', row, '1,1,1,1,16,16,1,1,1'), {
        code: 'INPUT_UNREADABLE',
        message: /gt\.txt, line 2: expected frame, track/,
      });
    });
  }
});
