import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { compileNetwork } from '../../../model/ir/compile-network.ts';
import { onnxChunks } from '../../../model/onnx/write-onnx.ts';
import { framefleet } from '../../fixtures/cli.ts';
import { testData } from '../../fixtures/data.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { THREE_HEADS_CFG, zooGraph } from '../../model/onnx-import/zoo-graph.ts';

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

  async function refused(args: readonly string[], message: RegExp): Promise<void> {
    const ended = await framefleet(args, join(folder(), 'home'));
    assert.match(ended.stderr, message);
    assert.deepEqual([ended.code, ended.stdout], [4, ''], ended.stderr);
  }

  it('refuses weights of another network, and says both sizes', async function () {
    const mixed = join(folder(), 'mixed');
    await mkdir(mixed);
    const part = (model: string, extension: string) => testData(this, 'models', model, `${model}.${extension}`);
    await copyFile(part('yolo-fastest-1.1', 'cfg'), join(mixed, 'a.cfg'));
    await copyFile(part('yolo-fastest-1.1', 'names'), join(mixed, 'a.names'));
    await copyFile(part('yolo-fastest-1.1-xl', 'weights'), join(mixed, 'a.weights'));
    const [video, images] = [testData(this, 'videos', 'people.mp4'), testData(this, 'images')];
    for (const args of Object.values(commandsFor(video, images))) {
      await refused(args(mixed), /`a\.weights` to have the 1384268 bytes .*, got 3693964 bytes/);
    }
    const files = ['cfg', 'weights', 'names'].flatMap((kind) => [`--${kind}`, join(mixed, `a.${kind}`)]);
    await refused(['model', 'import', 'mixed', ...files], /1384268 bytes .*, got 3693964 bytes/);
  });

  it('refuses an ONNX file of another shape, and says what was expected and what came', async function () {
    const network = parseNetwork(THREE_HEADS_CFG, 'heads.cfg');
    const weights = readWeights(syntheticWeights(network, 1, 1), network, 'heads');
    const own = Buffer.concat([...onnxChunks(compileNetwork(network, weights), {})]);
    const file = join(folder(), 'other.onnx');
    await writeFile(
      file,
      zooGraph(own, network, 1, (side) => side + 1),
    );
    const [video, images] = [testData(this, 'videos', 'people.mp4'), testData(this, 'images')];
    const {
      detect,
      eval: evaluate,
      compare,
    } = commandsFor(video, images) as Record<string, (model: string) => string[]>;
    for (const args of [detect!, evaluate!, compare!]) {
      await refused(args(file), /\[1, 52, 52, 3, 85\].*got `.*\[1, 53, 53, 3, 85\]/);
    }
    await refused(['model', 'import', 'other', '--onnx', file], /\[1, 53, 53, 3, 85\]/);

    await writeFile(file, (await readFile(file)).subarray(0, 1000));
    await refused(detect!(file), /to be an ONNX file/);
  });
});
