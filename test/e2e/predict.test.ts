import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { waitingChunks } from '../../queue/waiting-chunks.ts';
import type { Prediction } from '../../shared/picture.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { DEMO, DEMO_MODEL, demoClip } from '../fixtures/clips.ts';
import { FRAME, framePicture } from '../fixtures/frame-picture.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { startRedis } from '../fixtures/redis.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { askSocket } from '../fuzz/ask-socket.ts';

const MODEL = ['--model', DEMO.network];

describe('framefleet predict', () => {
  const folder = suiteFolder();
  const home = join(folder, 'home');
  const png = join(folder, 'frame.png');
  before(() => framePicture(png));
  afterEach(() => until('every process has ended', () => processesNaming(home).length === 0));

  const predict = async (...args: string[]) => {
    const ended = await framefleet(['predict', ...args], home);
    const lines = ended.stdout.split('\n').filter((line) => line.startsWith('{'));
    return { ...ended, predictions: lines.map((line) => JSON.parse(line) as Prediction) };
  };

  it('finds in a picture what detect finds in the frame that it was', async () => {
    const { code, stderr, predictions } = await predict(png, ...MODEL, '--json');
    assert.equal(code, 0, stderr);
    const [prediction] = predictions;
    assert.deepEqual(Object.keys(prediction!), ['image', 'width', 'height', 'detections', 'milliseconds']);
    assert.deepEqual([prediction!.image, prediction!.width, prediction!.height], [png, DEMO.width, DEMO.height]);
    const only = ['--start', `${(FRAME - 0.5) / DEMO.fps}`, '--end', `${(FRAME + 0.5) / DEMO.fps}`];
    const run = await framefleet(['detect', DEMO.clip, ...MODEL, ...only], home);
    assert.equal(run.code, 0, run.stderr);
    const { rows } = JSON.parse((await framefleet(['query', '--json'], home)).stdout) as {
      rows: Record<string, number>[];
    };
    const asked = rows.filter(({ frameIndex }) => frameIndex === FRAME);
    assert.ok(asked.length >= 3);
    const sure = asked.filter(({ confidence }) => confidence! > 0.4);
    for (const { label, confidence, x1, y1, x2, y2 } of sure) {
      const same = prediction!.detections.find(
        (one) => one.label === String(label) && one.box.every((edge, i) => Math.abs(edge - [x1, y1, x2, y2][i]!) < 3),
      );
      assert.ok(same, `${label} at ${[x1, y1, x2, y2]} in ${JSON.stringify(prediction!.detections)}`);
      assert.ok(Math.abs(same.confidence - confidence!) < 0.1);
    }
  });

  it('takes several pictures and standard input, answers in their order, and names what is none', async () => {
    const [jpeg, webp, text] = ['frame.jpg', 'frame.webp', 'text.png'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    framePicture(jpeg);
    framePicture(webp);
    writeFileSync(text, 'no picture');
    const args = ['dist/cli/main.js', 'predict', jpeg, text, '-', join(folder, 'none.png'), webp, ...MODEL, '--json'];
    const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, FRAMEFLEET_HOME: home } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (piece) => (stdout += piece));
    child.stderr.on('data', (piece) => (stderr += piece));
    child.stdin.end(readFileSync(png));
    const [code] = await once(child, 'close');
    assert.equal(code, 3, stderr);
    const predictions = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Prediction);
    assert.deepEqual(
      predictions.map(({ image }) => image),
      [jpeg, '-', webp],
    );
    const labels = predictions.map(({ detections }) =>
      detections
        .map(({ label }) => label)
        .sort()
        .join(),
    );
    assert.ok(labels[0] !== '' && labels[1] === labels[0], `${labels}`);
    assert.match(stderr, /text\.png:\n.*Expected a picture \(JPEG/);
    assert.match(stderr, /none\.png:\n.*ENOENT/);
  });

  it('prints a table for people', async () => {
    const { code, stdout } = await predict(png, ...MODEL);
    assert.equal(code, 0);
    const [head = '', columns, ...rows] = stdout.trimEnd().split('\n');
    assert.match(head, new RegExp(`frame\\.png: 640x360, ${rows.length} objects?, [\\d.]+ ms$`));
    assert.match(columns ?? '', /^label +confidence +box$/);
    assert.match(rows[0] ?? '', /^\S+ +[01]\.\d\d +-?\d+(,-?\d+){3}$/);
    const [label = ''] = rows[0]!.split(' ');
    const only = await predict(png, ...MODEL, '--classes', label);
    const kept = rows.filter((row) => row.startsWith(`${label} `));
    const alone = only.stdout.trimEnd().split('\n').slice(2);
    const words = (lines: readonly string[]) => lines.map((line) => line.split(/ +/));
    assert.deepEqual(words(alone), words(kept));
    const unknown = await predict(png, ...MODEL, '--classes', 'unicorn');
    assert.deepEqual([unknown.code, unknown.stdout], [2, ''], unknown.stderr);
  });

  it("overtakes a batch's chunks that wait, with the batch's own workers", async () => {
    const clip = demoClip(join(folder, 'long.mp4'), 10 * DEMO.frames);
    const batch = start(['detect', clip, ...MODEL, '--workers', '1', '--threads', '1'], home);
    try {
      const redis = parseRedisUrl(`unix://${homePaths(home).redisSocket}`);
      const waiting = () => waitingChunks(redis, queueNames()).catch(() => 0);
      await until('chunks wait', async () => (await waiting()) > 8);
      const { code, stderr, predictions } = await predict(png, ...MODEL, '--json');
      assert.equal(code, 0, stderr);
      assert.ok(predictions[0]!.detections.length > 0);
      assert.ok((await waiting()) > 4, 'the batch still waits');
      const workers = processesNaming(home).filter(({ command }) => / worker$/.test(command));
      assert.equal(workers.length, 1);
    } finally {
      batch.child.kill('SIGINT');
      await batch.ended;
    }
  });

  it('asks in its own namespace, where its user may touch nothing else', async () => {
    const redis = await startRedis();
    try {
      const client = createRedis(parseRedisUrl(redis.url));
      await client.call('ACL', 'SETUSER', 'mine', 'on', '>secret', '~{mine}:*', '&*', '+@all', '-@dangerous', '+info');
      client.disconnect();
      const env = { REDIS_URL: redis.url.replace('unix://', 'unix://mine:secret@'), FRAMEFLEET_NAMESPACE: 'mine' };
      const { code, stderr } = await framefleet(['predict', png, '--model', 'drawn', '--timeout', '0.5'], home, env);
      assert.match(stderr, /Expected an answer within 0\.5 s, got none: no worker is there/);
      assert.equal(code, 5);
    } finally {
      await redis.stop();
    }
  });

  it('is answered over HTTP and over Redis by a fleet, which has the model under its name; says when none does', async () => {
    const redis = await startRedis();
    const fleet = { REDIS_URL: redis.url, FRAMEFLEET_LISTEN: `unix://${join(folder, 'run', 'results.sock')}` };
    const { cfg, weights, names } = DEMO_MODEL;
    const imported = await framefleet(
      ['model', 'import', 'drawn', '--cfg', cfg, '--weights', weights, '--names', names],
      home,
    );
    assert.equal(imported.code, 0, imported.stderr);
    const nobody = await framefleet(['predict', png, '--model', 'drawn', '--timeout', '0.5'], folder, fleet);
    assert.equal(nobody.code, 5, nobody.stderr);
    assert.match(nobody.stderr, /Expected an answer within 0\.5 s, got none: no worker is there/);
    const parts = ['serve', 'worker'].map((command) => start([command], home, fleet));
    try {
      const post = async (parameters: string, body: Buffer) => {
        const asked = { method: 'POST', path: `/v1/predict?timeout=30&${parameters}`, body };
        const answer = await askSocket(join(folder, 'run', 'results.sock'), asked, 60_000);
        return { status: answer.status, body: JSON.parse(answer.body) };
      };
      await until('the service answers', () =>
        post('model=drawn', Buffer.from('x')).then(
          () => true,
          () => false,
        ),
      );
      const direct = await framefleet(['predict', png, '--model', 'drawn', '--json', '--timeout', '30'], folder, fleet);
      assert.equal(direct.code, 0, direct.stderr);
      const { image: _a, milliseconds: _b, ...found } = JSON.parse(direct.stdout) as Prediction;
      const { status, body } = await post('model=drawn&image=a.png', readFileSync(png));
      assert.equal(status, 200, JSON.stringify(body));
      const { image, milliseconds, ...same } = body;
      assert.deepEqual([image, same], ['a.png', found]);
      assert.ok(milliseconds > 0 && found.detections.length > 0);
      const refusals = [await post('model=drawn', Buffer.from('text')), await post('model=other', readFileSync(png))];
      assert.deepEqual(
        refusals.map(({ status, body }) => [status, body.error.code]),
        [
          [422, 'INPUT_UNREADABLE'],
          [404, 'MODEL_NOT_FOUND'],
        ],
      );
      const client = createRedis(parseRedisUrl(redis.url));
      try {
        const isLeft = (key: string) => /:(picture|answers):|:pictures:[0-9a-f]{8}-/.test(key);
        await until('nothing is left', async () => !(await client.keys('*')).some(isLeft));
      } finally {
        client.disconnect();
      }
    } finally {
      for (const { child } of parts) child.kill('SIGTERM');
      await Promise.all(parts.map(({ ended }) => ended));
      await redis.stop();
    }
  });
});
