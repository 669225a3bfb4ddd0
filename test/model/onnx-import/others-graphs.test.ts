import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { graphFile } from '../../../model/files/resolved-model.ts';
import { cacheOnnxFile } from '../../../model/onnx-import/cache-onnx-file.ts';
import { openSession } from '../../../model/runtime/open-session.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { headsOf, relativeDistance, syntheticPixels } from '../network-fixtures.ts';
import { OTHERS_GRAPHS } from './others-graphs.ts';

describe('an ONNX file of others', () => {
  const folder = temporaryFolder();

  for (const [kind, { file, manifest }] of Object.entries(OTHERS_GRAPHS)) {
    it(`${kind} gives what the file gives`, async () => {
      const path = join(folder(), 'net.onnx');
      await writeFile(path, file);
      await writeFile(join(folder(), 'model.json'), JSON.stringify(manifest));
      const model = await cacheOnnxFile(path, join(folder(), 'home'));
      const pixels = syntheticPixels(64);
      const [plain] = await headsOf(graphFile(model), pixels, [1, 64, 64], { graphOptimizationLevel: 'disabled' });
      const options = { threads: 1, allowSpinning: false };
      const { session, cacheFault } = await openSession(model, join(folder(), 'home'), options);
      const { head } = await session.run(pixels, { width: 64, height: 64 });
      await session.close();
      const distance = relativeDistance(head!.data as Float32Array, plain!.data);
      assert.ok(distance < 1e-5, `${distance}`);
      assert.equal(cacheFault, null);
    });
  }
});
