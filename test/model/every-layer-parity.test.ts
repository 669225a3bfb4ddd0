import assert from 'node:assert/strict';
import { parseNetwork } from '../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../model/darknet/weights-file.ts';
import { compileNetwork } from '../../model/ir/compile-network.ts';
import { onnxChunks } from '../../model/onnx/write-onnx.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { headsByWinograd, headsOf, relativeDistance } from './network-fixtures.ts';
import { evaluateCfg } from './reference/evaluate-cfg.ts';
import { readCfg } from './reference/read-cfg.ts';

const [WIDTH, HEIGHT] = [24, 16];
const conv = (filters: number, activation = 'leaky', more = '') =>
  `[convolutional]\nbatch_normalize=1\nfilters=${filters}\nsize=3\npad=1\nactivation=${activation}\n${more}\n`;

/** Layers between the image and the head; their channels are as many as the runtime puts side by side, or not. */
const CASES: Readonly<Record<string, string>> = {
  'squeeze and excitation': `${conv(16)}[avgpool]\n[convolutional]\nfilters=8\nactivation=swish\n[convolutional]\nfilters=16\nactivation=logistic\n[scale_channels]\nfrom=-4\n${conv(16)}`,
  'squeeze and excitation of mish': `${conv(32, 'mish')}${conv(16, 'mish')}[avgpool]\n[convolutional]\nfilters=16\nactivation=logistic\n[scale_channels]\nfrom=-3\nactivation=relu\n${conv(16)}`,
  'a factor for each pixel': `${conv(16)}[convolutional]\nfilters=1\nactivation=logistic\n[scale_channels]\nfrom=-2\nscale_wh=1\n${conv(16)}`,
  'spatial attention': `${conv(16)}[convolutional]\nfilters=16\nactivation=logistic\n[sam]\nfrom=-2\nactivation=leaky\n${conv(16)}`,
  'a product of mish and mish': `${conv(16, 'mish')}${conv(16, 'mish')}[sam]\nfrom=-2\n${conv(16)}`,
  'local averages': `${conv(16)}[local_avgpool]\nsize=3\nstride=1\n[local_avgpool]\nsize=2\nstride=2\npadding=0\n[local_avg]\nstride=2\n${conv(6)}`,
  reorg: `${conv(8)}[reorg]\nstride=2\n${conv(16)}`,
  'reorg of 16 channels by 4': `${conv(16)}[reorg]\nstride=4\n${conv(16)}`,
  reorg3d: `${conv(8)}[reorg3d]\nstride=2\n${conv(16)}`,
  'an enlargement with a factor': `${conv(16)}[upsample]\nstride=2\nscale=0.3\n${conv(6)}`,
  'batch normalisation alone': `${conv(16, 'mish')}[batchnorm]\n[activation]\nactivation=leaky\n${conv(6)}`,
  'an activation alone': `${conv(16, 'linear')}[activation]\nactivation=logistic\n[activation]\n[empty]\n[silence]\n${conv(6)}`,
  'a shortcut of thinner and thicker layers': `${conv(8)}${conv(32)}${conv(16)}[shortcut]\nfrom=-2,-3\nactivation=leaky\n${conv(6)}`,
  'a shortcut with a factor for each layer': `${conv(16)}${conv(16, 'mish')}[shortcut]\nfrom=-2\nweights_type=per_feature\nweights_normalization=softmax\n${conv(6)}`,
  'a shortcut with a factor for each channel': `${conv(16)}${conv(32)}${conv(16)}[shortcut]\nfrom=-3,-2\nweights_type=per_channel\nweights_normalization=relu\nactivation=mish\n${conv(6)}`,
};

describe('every layer of darknet that is supported', () => {
  const folder = temporaryFolder();

  for (const [what, layers] of Object.entries(CASES)) {
    it(`gives what an evaluation of its own gives: ${what}`, async () => {
      const cfg = `[net]\nwidth=${WIDTH}\nheight=${HEIGHT}\n${layers}[convolutional]\nfilters=6\nactivation=linear\n[yolo]\nclasses=1\nanchors=1,1`;
      const network = parseNetwork(cfg, 'a.cfg');
      const weights = syntheticWeights(network, 7, 0.9);
      const graph = compileNetwork(network, readWeights(weights, network, 'synthetic'));
      const frame = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => (i * 167 + ((i * i) % 251) * 59) % 256);
      const file = Buffer.concat([...onnxChunks(graph, {})]);
      const dims = [1, HEIGHT, WIDTH] as const;
      const forms = [await headsOf(file, frame, dims), await headsByWinograd(folder(), file, frame, dims)];

      const area = WIDTH * HEIGHT;
      const values = Float64Array.from(frame, (_, i) => frame[3 * (i % area) + Math.floor(i / area)]! / 255);
      const image = { channels: 3, height: HEIGHT, width: WIDTH, values };
      const [head] = evaluateCfg(readCfg(cfg), weights, image);
      const expected = Float32Array.from(head!.input.values);
      for (const [found] of forms) {
        assert.deepEqual(found!.dims, [1, 6, head!.input.height, head!.input.width]);
        const distance = relativeDistance(found!.data, expected);
        assert.ok(distance <= 2e-5, `${distance}`);
      }
    });
  }
});
