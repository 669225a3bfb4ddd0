import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../../results/query/group-by.ts';
import type { DetectionRow } from '../../shared/questions.ts';
import { agreementOfRuns } from '../bench/agreement-of-runs.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { until } from '../fixtures/processes.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = 48;
const EXACT = { 'frame-codec': 'webp', quality: 100 };
/** Ways to look at a recording that change what crosses the queue. */
const FORMS = {
  plain: {},
  grey: { gray: true, letterbox: true, scale: 0.5 },
  tiled: { tiles: '2x2', mask: '0,0,120,40', every: 3 },
};

describe('detect whose frames are encoded', () => {
  const home = suiteFolder();
  const clip = join(home, 'clip.mkv');
  const network = ['--model', DEMO.network];

  const ran = async (...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(args, home);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  let rows: Map<string, DetectionRow[]>;
  const rowsByRun = async (): Promise<Map<string, DetectionRow[]>> => {
    const lines = (await ran('query', '--format', 'ndjson')).trim().split('\n');
    return groupBy(
      lines.map((line): DetectionRow => JSON.parse(line)),
      ({ runId }) => runId,
    );
  };
  const answer = (rows: readonly DetectionRow[]) => rows.map(({ runId: _, ...row }) => row);

  before(async () => {
    demoClip(clip, FRAMES);
    const job = (run: string, settings: Record<string, unknown>) => ({ input: 'clip.mkv', run, ...settings });
    const jobs = [
      ...Object.entries(FORMS).flatMap(([name, form]) => [
        job(name, form),
        job(`${name}-exact`, { ...form, ...EXACT }),
      ]),
      job('jpeg', { 'frame-codec': 'jpeg' }),
      job('webp', { 'frame-codec': 'webp', quality: 80 }),
      job('adaptive', { 'frame-codec': 'jpeg', adaptive: true }),
    ];
    const manifest = join(home, 'jobs.yaml');
    writeFileSync(manifest, JSON.stringify({ jobs })); // which is YAML, too
    const ends = (await ran('detect', `@${manifest}`, ...network, '--json', '--workers', '2')).trim().split('\n');
    assert.equal(ends.length, jobs.length);
    for (const { state, failedFrames } of ends.map((line) => JSON.parse(line))) {
      assert.deepEqual([state, failedFrames], ['complete', 0]);
    }
    rows = await rowsByRun();
  });

  for (const form of Object.keys(FORMS)) {
    it(`finds the same to the last digit in frames that come as they were: ${form}`, () => {
      const [raw, exact] = [rows.get(form)!, rows.get(`${form}-exact`)!];
      assert.ok(raw.length > 10);
      assert.deepEqual(answer(exact), answer(raw));
    });
  }

  for (const codec of ['jpeg', 'webp']) {
    it(`finds nearly the same in frames that come as ${codec}, and other confidences`, () => {
      const [found, raw] = [rows.get(codec)!, rows.get('plain')!];
      const { recall, precision } = agreementOfRuns(found, raw, 0.5);
      assert.ok(recall > 0.95 && precision > 0.95, `${recall} ${precision}`);
      assert.notDeepEqual(answer(found), answer(raw));
    });
  }

  it('knows runs apart whose frames were changed, and no others', async () => {
    const runs = JSON.parse(await ran('runs', '--format', 'json'));
    const codecs = new Map(
      runs.map(({ runId, settings }: { runId: string; settings: Record<string, unknown> }) => [
        runId,
        settings.frameCodec,
      ]),
    );
    assert.deepEqual(
      ['plain', 'plain-exact', 'jpeg', 'webp', 'adaptive'].map((run) => codecs.get(run)),
      [
        ...[undefined, undefined, { encoding: 'jpeg', quality: 90 }],
        ...[
          { encoding: 'webp', quality: 80 },
          { encoding: 'jpeg', quality: 90 },
        ],
      ],
    );
    const again = ['detect', clip, ...network, '--run'];
    assert.match(await ran(...again, 'plain', '--frame-codec', 'webp', '--quality', '100'), /was complete already/);
    const { code, stderr } = await framefleet([...again, 'jpeg'], home);
    assert.equal(code, 2);
    assert.match(stderr, /stored with settings .*"frameCodec":\{"encoding":"jpeg","quality":90\}/);
  });

  it('goes on where it was killed, also with frames that come in another form', async () => {
    const args = ['detect', clip, ...network, '--run', 'killed', '--chunk', '2', '--workers', '1'];
    const killed = start(args, home);
    const stored = async () => {
      const { stdout } = await framefleet(['runs', '--format', 'json'], home); // nothing, while the service starts
      const run = JSON.parse(stdout || '[]').find(({ runId }: { runId: string }) => runId === 'killed');
      return (run?.storedFrames ?? 0) > 4;
    };
    await until('frames to be stored', stored);
    killed.child.kill('SIGKILL');
    await killed.ended;
    await ran(...args, '--frame-codec', 'webp', '--quality', '100');
    assert.deepEqual(answer((await rowsByRun()).get('killed')!), answer(rows.get('plain')!));
  });

  it('says that nothing has a quality that is not encoded', async () => {
    const { code, stderr } = await framefleet(['detect', clip, ...network, '--quality', '80'], home);
    assert.equal(code, 2);
    assert.match(stderr, /Expected `--quality` with `--frame-codec` jpeg or webp only, got raw/);
  });
});
