import assert from 'node:assert/strict';
import { FORMAT_NAMES } from '../../results/export/formats.ts';
import { commandOf } from '../../web/export/command.ts';
import { EXPORTS, REPORT } from '../../web/export/formats.ts';

describe('the formats that a page exports', () => {
  it('are all that there are', () => {
    assert.deepEqual(EXPORTS.map(({ name }) => name).sort(), [...FORMAT_NAMES].sort());
  });

  it('are told as a command that a shell reads as it is meant', () => {
    const filter = { minConfidence: '0.5,dog=0.3', where: "car>=2 and not 'x'" };
    assert.equal(
      commandOf(filter, EXPORTS.find(({ name }) => name === 'yolo')!),
      String.raw`framefleet export --format yolo -o yolo --min-confidence 0.5,dog=0.3 --where 'car>=2 and not '\''x'\'''`,
    );
    assert.equal(
      commandOf({ label: 'a\u202eb' }, REPORT),
      String.raw`framefleet report -o report.html --label $'a\u202eb'`,
    );
  });
});
