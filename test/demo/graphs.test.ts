import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { darknetFilesIn, loadDarknetFiles } from '../../model/darknet/darknet-files.ts';
import { readWeights } from '../../model/darknet/weights-file.ts';
import type { ComparisonReport } from '../../model/evaluation/agreement.ts';
import { compileNetwork } from '../../model/ir/compile-network.ts';
import { MANIFEST_KEY } from '../../model/onnx/manifest-key.ts';
import { onnxChunks } from '../../model/onnx/write-onnx.ts';
import { darknetManifest } from '../../model/store/darknet-manifest.ts';
import { framefleet } from '../fixtures/cli.ts';
import { type LabelledPictures, renderedPictures } from '../fixtures/pictures.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('graphs of the bundled network', () => {
  const home = suiteFolder();

  const ask = async (...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(args, home);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const agreement = (a: string, b: string): Promise<ComparisonReport> =>
    ask('model', 'compare', a, b, '--video', BUNDLE.clip, '--every', '10', '--json');

  it('detect the same whether mish and batch normalisation are computed as darknet writes them or as is fast', async () => {
    const { network, weights, labels } = await loadDarknetFiles(await darknetFilesIn(BUNDLE.network));
    const graph = compileNetwork(network, readWeights(weights, network, 'demo'), {
      mish: 'naive',
      foldBatchNorm: false,
    });
    // A sha256 of its own, so that it does not find the optimised graph of the other.
    const manifest = darknetManifest(network, graph, { modelId: 'naive', modelSha256: '0'.repeat(64) }, labels);
    const file = join(home, 'naive.onnx');
    await writeFile(file, [...onnxChunks(graph, { [MANIFEST_KEY]: JSON.stringify(manifest) })]);
    const { frames, detections, differingFrames, matched, confidenceDifference } = await agreement(
      BUNDLE.network,
      file,
    );
    assert.deepEqual([frames, differingFrames], [24, 0]);
    assert.ok(detections.a > 80);
    assert.deepEqual([matched[1]!.pairs, matched[1]!.shareOfA, matched[1]!.shareOfB], [detections.a, 1, 1]);
    assert.ok(confidenceDifference.max! < 0.001, `${confidenceDifference.max}`);
  });

  describe('in int8', () => {
    let pictures: LabelledPictures;

    before(async () => {
      pictures = await renderedPictures(join(home, 'pictures'), 48);
      const given = ['--calibrate', BUNDLE.clip, '--frames', '32', '--max-loss', '100'];
      await ask('model', 'quantize', BUNDLE.network, ...given, '--json');
    });

    it('lose little average precision on pictures of a seed that training never saw', async () => {
      const labelled = ['--images', pictures.images, '--labels', pictures.truth, '--json'];
      const fp32 = await ask('model', 'eval', BUNDLE.network, ...labelled);
      const int8 = await ask('model', 'eval', 'demo-int8', ...labelled);
      assert.ok(fp32.ap50 > 0.85, `${fp32.ap50}`);
      // 500 pictures may lose 0.01 and 0.02. Of these 48, an object more or less is worth 0.004 of its class and the mean.
      assert.ok(fp32.ap50 - int8.ap50 <= 0.02, `${fp32.ap50} ${int8.ap50}`);
      assert.ok(fp32.ap - int8.ap <= 0.03, `${fp32.ap} ${int8.ap}`);
    });

    it('detect on the clip what the graph in floats detects', async () => {
      const { frames, matched, confidenceDifference } = await agreement(BUNDLE.network, 'demo-int8');
      assert.equal(frames, 24);
      const [{ shareOfA, shareOfB }] = matched as [(typeof matched)[number]];
      assert.ok(shareOfA! >= 0.9 && shareOfB! >= 0.9, `${shareOfA} ${shareOfB}`);
      assert.ok(confidenceDifference.mean! < 0.05, `${confidenceDifference.mean}`);
    });
  });
});
