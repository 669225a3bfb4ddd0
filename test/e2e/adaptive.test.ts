import assert from 'node:assert/strict';
import { join } from 'node:path';
import { agreementOfRuns } from '../bench/agreement-of-runs.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { until } from '../fixtures/processes.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = 480;

describe('detect --adaptive', () => {
  const home = suiteFolder();
  let film: string;
  before(() => {
    film = demoClip(join(home, 'film.mp4'), FRAMES);
  });

  const ran = async (...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(args, home);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const network = ['--model', DEMO.network, '--json', '--workers', '1'];
  const rowsOf = async (name: string) =>
    (await ran('query', '--run', name, '--format', 'ndjson'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('looks at fewer frames, says what that costs, and is right about it', async () => {
    const { audit, ...summary } = JSON.parse(
      await ran('detect', film, ...network, '--run', 'adaptive', '--adaptive', '--recall', '0.9'),
    );
    const { state, storedFrames, inferredFrames, carriedFrames } = summary;
    assert.deepEqual([state, storedFrames, inferredFrames + carriedFrames], ['complete', FRAMES, FRAMES]);
    assert.ok(inferredFrames < 0.9 * FRAMES, `${inferredFrames} were looked at`);
    await ran('detect', film, ...network, '--run', 'full');
    const [adaptive, full] = [await rowsOf('adaptive'), await rowsOf('full')];
    const { recall, precision } = agreementOfRuns(adaptive, full, audit.sureConfidence);
    assert.ok(recall >= 0.9 && precision >= 0.9, `${recall}, ${precision}`);
    assert.ok(audit.recallLow <= recall && recall <= audit.recallHigh, JSON.stringify({ recall, audit }));
    assert.ok(
      audit.precisionLow <= precision && precision <= audit.precisionHigh,
      JSON.stringify({ precision, audit }),
    );
    const carried = new Set(
      adaptive.flatMap(({ frameIndex, carriedFrom }) => (carriedFrom === null ? [] : frameIndex)),
    );
    assert.ok(carried.size > 0 && carried.size <= carriedFrames);
    const seen = (rows: typeof full) =>
      rows.filter(({ frameIndex }) => !carried.has(frameIndex)).map(({ runId: _, carriedFrom: __, ...row }) => row);
    const looked = new Set(seen(adaptive).map(({ frameIndex }) => frameIndex));
    assert.deepEqual(
      seen(adaptive),
      seen(full).filter(({ frameIndex }) => looked.has(frameIndex)),
    );
    const runs = JSON.parse(await ran('runs', '--format', 'json'));
    assert.deepEqual(runs.find(({ runId }: { runId: string }) => runId === 'adaptive').audit, audit);
    const said = await ran(
      'detect',
      film,
      '--model',
      DEMO.network,
      '--run',
      'adaptive',
      '--adaptive',
      '--recall',
      '0.9',
    );
    assert.match(said, /480 of 480 frames stored, \d+ of them looked at/);
    assert.match(said, /recall [01]\.\d+ \(0\.\d+ to [01]\.\d+\), precision .* by \d+ audited frames/);
  });

  it('goes on where it was killed', async () => {
    const args = ['detect', film, ...network, '--run', 'killed', '--adaptive', '--recall', '0.9'];
    const killed = start(args, home);
    const stored = async () => {
      const { stdout } = await framefleet(['runs', '--format', 'json'], home);
      const run = JSON.parse(stdout || '[]').find(({ runId }: { runId: string }) => runId === 'killed');
      return (run?.storedFrames ?? 0) > 20;
    };
    await until('frames to be stored', stored);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const { state, storedFrames, inferredFrames, carriedFrames, audit } = JSON.parse(await ran(...args));
    assert.deepEqual([state, storedFrames, inferredFrames + carriedFrames], ['complete', FRAMES, FRAMES]);
    assert.ok(audit.recall >= 0.9);
    const frames = (await rowsOf('killed')).map(
      ({ frameIndex, classId, x1, y1 }) => `${frameIndex} ${classId} ${x1} ${y1}`,
    );
    assert.equal(new Set(frames).size, frames.length);
  });

  it('is for recordings, and `--recall` for it', async () => {
    for (const [args, message] of [
      [['detect', film, '--recall', '0.9'], /Expected `--recall` with `--adaptive` only/],
      [['detect', film, '--realtime', '--adaptive'], /Expected `--adaptive` with recordings only/],
      [['detect', film, '--adaptive', '--recall', '0'], /Expected `--recall` to be/],
    ] as const) {
      const { code, stderr } = await framefleet([...args, '--model', DEMO.network], home);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
