import assert from 'node:assert/strict';
import { FORMAT_NAMES } from '../../results/export/formats.ts';
import { commandOf } from '../../web/export/command.ts';
import { FORMATS } from '../../web/export/formats.ts';

describe('the formats that a page exports', () => {
  it('are all that there are', () => {
    assert.deepEqual(FORMATS.map(({ name }) => name).sort(), [...FORMAT_NAMES].sort());
  });

  it('are told as a command that a shell reads as it is meant', () => {
    const filter = { minConfidence: '0.5,dog=0.3', where: "car>=2 and not 'x'" };
    assert.equal(
      commandOf(filter, { name: 'yolo', file: 'yolo.tar' }),
      String.raw`framefleet export --format yolo -o yolo --min-confidence 0.5,dog=0.3 --where 'car>=2 and not '\''x'\'''`,
    );
    assert.ok(
      commandOf({ label: 'a\u202eb' }, { name: 'csv', file: 'a.csv' }).endsWith(String.raw`--label $'a\u202eb'`),
    );
  });
});
