import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
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
      const graph = { manifest: model.manifest, graphPath: join(model.folder, model.manifest.graph) };
      const pixels = syntheticPixels(64);
      const [plain] = await headsOf(graph.graphPath, pixels, [1, 64, 64], { graphOptimizationLevel: 'disabled' });
      const options = { threads: 1, allowSpinning: false };
      const { session, cacheFault } = await openSession(graph, join(folder(), 'home'), options);
      const { head } = await session.run({ frames: new Tensor('uint8', pixels, [1, 64, 64, 3]) });
      await session.release();
      const distance = relativeDistance(head!.data as Float32Array, plain!.data);
      assert.ok(distance < 1e-5, `${distance}`);
      assert.equal(cacheFault, null);
    });
  }
});
