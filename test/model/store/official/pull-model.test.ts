import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { download } from '../../../../client/download.ts';
import { parseNetwork } from '../../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../../model/darknet/synthetic-weights.ts';
import { bundledFile } from '../../../../model/files/bundled-file.ts';
import { OFFICIAL_MODELS, type OfficialModel } from '../../../../model/store/official/official-models.ts';
import { pullModel } from '../../../../model/store/official/pull-model.ts';
import { resolveModel } from '../../../../model/store/resolve-model.ts';
import type { DownloadProgress } from '../../../../shared/ports.ts';
import { temporaryFolder } from '../../../fixtures/temporary-folder.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('official models', () => {
  const home = temporaryFolder();
  let weights: Buffer;
  let sha256 = '';
  let server: Server;
  let answer: Answer;
  let requests: (string | undefined)[];

  before(async () => {
    const network = parseNetwork(await readFile(bundledFile('yolov4-tiny.cfg'), 'utf8'), 'yolov4-tiny.cfg');
    weights = Buffer.from(syntheticWeights(network, 1, 1));
    sha256 = createHash('sha256').update(weights).digest('hex');
  });
  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(request.headers.range);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const whole: Answer = (_, response) => response.writeHead(200, { 'content-length': weights.byteLength }).end(weights);
  const ranged: Answer = (request, response) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start >= weights.byteLength) return void response.writeHead(416).end();
    const range = `bytes ${start}-${weights.byteLength - 1}/${weights.byteLength}`;
    response.writeHead(206, { 'content-length': weights.byteLength - start, 'content-range': range });
    response.end(weights.subarray(start));
  };
  const model = (): OfficialModel => ({
    name: 'yolov4-tiny',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/w`,
    sha256,
    cfg: 'yolov4-tiny.cfg',
    names: 'coco.names',
  });
  const pull = (heard: DownloadProgress[] = [], from: string | null = null) =>
    pullModel(model(), home(), { from, download, onProgress: (progress) => heard.push(progress) });
  const part = () => join(home(), 'downloads', 'yolov4-tiny.weights.part');
  const leave = async (bytes: Uint8Array) => {
    await mkdir(join(home(), 'downloads'));
    await writeFile(part(), bytes);
  };

  it('are downloaded, verified, imported, and then resolve by name', async () => {
    answer = whole;
    const heard: DownloadProgress[] = [];
    const pulled = await pull(heard);
    assert.deepEqual(await resolveModel('yolov4-tiny', home()), pulled);
    assert.deepEqual([pulled.manifest.labels.length, pulled.manifest.labels[0]], [80, 'person']);
    assert.deepEqual(heard.at(-1), { receivedBytes: weights.byteLength, totalBytes: weights.byteLength });
    assert.deepEqual(await readdir(join(home(), 'downloads')), []);
  });

  it('follow redirects', async () => {
    answer = (request, response) => {
      if (request.url === '/w') response.writeHead(302, { location: '/elsewhere' }).end();
      else whole(request, response);
    };
    await pull();
    assert.equal(requests.length, 2);
  });

  it('go on where an earlier attempt ended', async () => {
    answer = ranged;
    await leave(weights.subarray(0, 1000));
    const heard: DownloadProgress[] = [];
    await pull(heard);
    assert.deepEqual(requests, ['bytes=1000-']);
    assert.equal(heard.at(-1)?.totalBytes, weights.byteLength);
  });

  it('go on by themselves when the connection breaks on the way', async () => {
    answer = (request, response) => {
      if (requests.length > 1) return ranged(request, response);
      response.writeHead(200, { 'content-length': weights.byteLength });
      response.write(weights.subarray(0, 500_000), () => response.destroy());
    };
    await pull();
    assert.match(requests[1] ?? '', /^bytes=[1-9]\d*-$/);
  });

  it('start over when the server does not continue', async () => {
    answer = whole;
    await leave(weights.subarray(0, 1000));
    await pull();
    assert.deepEqual(requests, ['bytes=1000-']);
  });

  it('are taken when the part was whole already', async () => {
    answer = ranged;
    await leave(weights);
    await pull();
    assert.deepEqual(requests, [`bytes=${weights.byteLength}-`]);
  });

  it('are refused and deleted when their sha256 is another, and nothing is registered', async () => {
    answer = (_, response) => response.end('something else');
    await assert.rejects(pull(), {
      code: 'MODEL_DOWNLOAD_FAILED',
      exitCode: 4,
      message: new RegExp(`sha256 ${sha256}, got`),
    });
    assert.deepEqual((await readdir(home())).sort(), ['downloads', 'models']);
    assert.deepEqual(await readdir(join(home(), 'models')), []);
    assert.deepEqual(await readdir(join(home(), 'downloads')), []);
  });

  it('say what the server answered', async () => {
    answer = (_, response) => response.writeHead(503).end();
    await assert.rejects(pull(), { code: 'MODEL_DOWNLOAD_FAILED', message: /answered 503/ });
  });

  it('say both other ways when there is no network', async () => {
    const gone = { ...model(), url: 'http://127.0.0.1:1/w' };
    await assert.rejects(pullModel(gone, home(), { from: null, download, onProgress: () => undefined }), {
      code: 'MODEL_DOWNLOAD_FAILED',
      exitCode: 4,
      message:
        /Could not download http:\/\/127\.0\.0\.1:1\/w: .+\n.*model pull yolov4-tiny --from FILE.*model import NAME --cfg/,
    });
  });

  it('are imported from a file', async () => {
    const file = join(home(), 'w');
    await writeFile(file, weights);
    assert.equal((await pull([], file)).manifest.modelId, 'yolov4-tiny');
    assert.deepEqual(requests, []);
  });

  it('are not mistaken for another file', async () => {
    const file = join(home(), 'w');
    await writeFile(file, 'no weights');
    await assert.rejects(pull([], file), {
      code: 'MODEL_WEIGHTS_MISMATCH',
      message: /\(10 bytes\).*model import NAME/,
    });
    await assert.rejects(pull([], join(home(), 'none')), { code: 'MODEL_NOT_FOUND', message: /--from/ });
  });

  it('come with definitions of the published sizes', async () => {
    for (const { cfg, names } of OFFICIAL_MODELS) {
      const network = parseNetwork(await readFile(bundledFile(cfg), 'utf8'), cfg);
      const labels = (await readFile(bundledFile(names), 'utf8')).trim().split('\n');
      assert.equal(labels.length, network.yoloLayers[0]?.classes);
    }
  });
});
