import assert from 'node:assert/strict';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { homePaths } from '../../app/home.ts';
import { Database } from '../../results/store/database.ts';
import { rowsOf } from '../../results/store/rows.ts';
import { framefleet } from '../fixtures/cli.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('detect --starts-at', () => {
  const home = suiteFolder();

  async function recordedAt(): Promise<unknown[]> {
    const database = await Database.open({ path: homePaths(home).storeFile, readOnly: true, memoryMb: 100 });
    try {
      const sql = 'SELECT epoch_ms(recorded_at) AS ms, recorded_at_source AS source FROM videos';
      return await database.read((connection) => rowsOf(connection, { sql, values: {} }));
    } finally {
      await database.close();
    }
  }

  for (const [written, at] of [
    ['2026-11-27T09:30:00.5+01:00', '2026-11-27T08:30:00.500Z'],
    ['1795771800', '2026-11-27T09:30:00.000Z'],
  ] as const) {
    it(`stores ${written} as the time of the first frame, also of a run that is complete`, async () => {
      const args = ['detect', BUNDLE.clip, '--model', BUNDLE.network, '--every', '60', '--starts-at', written];
      const { code, stderr } = await framefleet(args, home);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await recordedAt(), [{ ms: BigInt(Date.parse(at)), source: 'flag' }]);
    });
  }
});
