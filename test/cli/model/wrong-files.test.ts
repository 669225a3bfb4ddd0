import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { compileNetwork } from '../../../model/ir/compile-network.ts';
import { onnxChunks } from '../../../model/onnx/write-onnx.ts';
import { framefleet } from '../../fixtures/cli.ts';
import { DEMO, DEMO_MODEL } from '../../fixtures/clips.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { THREE_HEADS_CFG, zooGraph } from '../../model/onnx-import/zoo-graph.ts';
import { smallModel } from '../../model/small-model.ts';

describe('every command that takes a model', () => {
  const folder = temporaryFolder();

  /** What follows each command and its model. */
  function commandsFor(video: string, images: string): Record<string, (model: string) => string[]> {
    return {
      detect: (model) => ['detect', video, '--model', model],
      eval: (model) => ['model', 'eval', model, '--images', images, '--labels', images],
      compare: (model) => ['model', 'compare', model, model, '--video', video],
      quantize: (model) => ['model', 'quantize', model, '--calibrate', video],
      bench: (model) => ['model', 'bench', model],
    };
  }

  /** A folder with an image. */
  async function oneImage(): Promise<string> {
    const images = join(folder(), 'images');
    await mkdir(images);
    const create = { width: 8, height: 8, channels: 3 as const, background: 'gray' };
    await sharp({ create }).png().toFile(join(images, 'a.png'));
    return images;
  }

  async function refused(args: readonly string[], message: RegExp): Promise<void> {
    const ended = await framefleet(args, join(folder(), 'home'));
    assert.match(ended.stderr, message);
    assert.deepEqual([ended.code, ended.stdout], [4, ''], ended.stderr);
  }

  it('refuses weights of another network, and says both sizes', async () => {
    const mixed = join(folder(), 'mixed');
    await mkdir(mixed);
    const { weights } = await smallModel(folder());
    await copyFile(DEMO_MODEL.cfg, join(mixed, 'a.cfg'));
    await copyFile(DEMO_MODEL.names, join(mixed, 'a.names'));
    await copyFile(weights, join(mixed, 'a.weights'));
    const { size } = await stat(weights);
    for (const args of Object.values(commandsFor(DEMO.clip, await oneImage()))) {
      await refused(args(mixed), new RegExp(`\`a\\.weights\` to have the 4092056 bytes .*, got ${size} bytes`));
    }
    const files = ['cfg', 'weights', 'names'].flatMap((kind) => [`--${kind}`, join(mixed, `a.${kind}`)]);
    await refused(['model', 'import', 'mixed', ...files], new RegExp(`4092056 bytes .*, got ${size} bytes`));
  });

  it('refuses an ONNX file of another shape, and says what was expected and what came', async () => {
    const network = parseNetwork(THREE_HEADS_CFG, 'heads.cfg');
    const weights = readWeights(syntheticWeights(network, 1, 1), network, 'heads');
    const own = Buffer.concat([...onnxChunks(compileNetwork(network, weights), {})]);
    const file = join(folder(), 'other.onnx');
    await writeFile(
      file,
      zooGraph(own, network, 1, (side) => side + 1),
    );
    const {
      detect,
      eval: evaluate,
      compare,
    } = commandsFor(DEMO.clip, await oneImage()) as Record<string, (model: string) => string[]>;
    for (const args of [detect!, evaluate!, compare!]) {
      await refused(args(file), /\[1, 52, 52, 3, 85\].*got `.*\[1, 53, 53, 3, 85\]/);
    }
    await refused(['model', 'import', 'other', '--onnx', file], /\[1, 53, 53, 3, 85\]/);

    await writeFile(file, (await readFile(file)).subarray(0, 1000));
    await refused(detect!(file), /to be an ONNX file/);
  });
});
