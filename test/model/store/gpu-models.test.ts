import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cachedFolder } from '../../../model/files/cached-model.ts';
import { quantizedGraphFolder } from '../../../model/files/quantized-graphs.ts';
import { graphFile } from '../../../model/files/resolved-model.ts';
import { operatorsIn } from '../../../model/onnx/operators-in.ts';
import { importOnnxFile } from '../../../model/onnx-import/cache-onnx-file.ts';
import { outputsDifference } from '../../../model/runtime/compare-outputs.ts';
import { GraphSession } from '../../../model/runtime/graph-session.ts';
import { noiseFrame } from '../../../model/runtime/probe-frames.ts';
import { findModel } from '../../../model/store/find-model.ts';
import { findGpuModel, prepareGpuModel } from '../../../model/store/gpu-models.ts';
import { importModel } from '../../../model/store/import-model.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { flipBit } from '../flip-bit.ts';
import { smallModel } from '../small-model.ts';

describe('the graph of a model for GPUs', () => {
  const folder = temporaryFolder();
  const home = () => join(folder(), 'home');
  const imported = async () => (await importModel(home(), 'mine', await smallModel(folder()))).manifest;

  it('takes bytes by an operator that GPUs have, and mish in operators that they have', async () => {
    const { folder: place, manifest } = await findGpuModel(await imported(), home());
    assert.equal(place, join(home(), 'cache', 'gpu', manifest.modelSha256));
    const operators = [...operatorsIn(await readFile(graphFile({ folder: place, manifest })))].sort();
    assert.deepEqual(operators, ['Conv', 'DequantizeLinear', 'Mul', 'Softplus', 'Tanh', 'Transpose']);
  });

  it('gives what the graph for CPUs gives', async () => {
    const manifest = await imported();
    const frame = noiseFrame(manifest.input);
    const outputsOf = async (graph: string) => {
      const session = await GraphSession.open(graph, { threads: 1 });
      const outputs = await session.run(frame, manifest.input);
      await session.close();
      return outputs;
    };
    const [gpu, cpu] = [await findGpuModel(manifest, home()), await findModel(manifest, home())];
    assert.deepEqual(gpu.manifest, cpu.manifest);
    const tolerance = { relativeDistance: 1e-6, largest: 1e-5 };
    assert.equal(outputsDifference(await outputsOf(graphFile(gpu)), await outputsOf(graphFile(cpu)), tolerance), null);
  });

  it('is made once, and again where it is damaged', async () => {
    const manifest = await imported();
    const graph = graphFile(await findGpuModel(manifest, home()));
    const [bytes, { ino }] = [await readFile(graph), await stat(graph)];
    await findGpuModel(manifest, home());
    assert.equal((await stat(graph)).ino, ino);
    await flipBit(graph);
    await findGpuModel(manifest, home());
    assert.deepEqual(await readFile(graph), bytes);
  });

  it('is made by whoever has the files of a folder, so that workers find it by its sha256', async () => {
    await smallModel(folder());
    const { manifest } = await resolveModel(folder(), home());
    await assert.rejects(findGpuModel(manifest, home()), { code: 'MODEL_NOT_FOUND', message: /graph for CPUs only/ });
    await prepareGpuModel(folder(), home(), manifest);
    const found = await findGpuModel({ ...manifest, modelId: 'other' }, home());
    assert.deepEqual(
      [found.folder, found.manifest.modelId],
      [cachedFolder(home(), manifest.modelSha256, 'gpu'), 'other'],
    );
  });

  it('is the very graph where there is no other', async () => {
    await importModel(home(), 'mine', await smallModel(folder()));
    await copyFile(join(home(), 'models', 'mine', 'model.onnx'), join(folder(), 'net.onnx'));
    await rm(join(home(), 'models', 'mine'), { recursive: true });
    const { manifest, folder: place } = await importOnnxFile(home(), 'graph', join(folder(), 'net.onnx'));
    await prepareGpuModel('graph', home(), manifest);
    assert.equal((await findGpuModel(manifest, home())).folder, place);
  });

  it('is not made of a quantised one, which is for CPUs', async () => {
    const manifest = await imported();
    const quantized = quantizedGraphFolder(home(), manifest);
    await mkdir(dirname(quantized), { recursive: true });
    await rename(join(home(), 'models', 'mine'), quantized);
    const refused = { code: 'MODEL_INVALID', message: /which is quantised: int8 is for CPUs/ };
    await assert.rejects(findGpuModel(manifest, home()), refused);
  });

  it('is not made of files that are not those of the model', async () => {
    const manifest = await imported();
    await flipBit(join(home(), 'models', 'mine', 'network.weights'));
    await assert.rejects(findGpuModel(manifest, home()), { code: 'MODEL_INVALID', message: /damaged/ });
  });
});
