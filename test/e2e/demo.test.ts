import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { scoreClip } from '../../app/demo/clip-score.ts';
import { demoModel } from '../../app/demo/demo-model.ts';
import { readTruth } from '../../app/demo/truth-file.ts';
import { importModel } from '../../model/store/import-model.ts';
import { resolveModel } from '../../model/store/resolve-model.ts';
import { framefleet } from '../fixtures/cli.ts';
import { processesNaming } from '../fixtures/processes.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('framefleet demo', () => {
  const home = suiteFolder();
  let first: Record<string, unknown>;

  /** What a command prints as JSON, with the demo's home. */
  const ask = async (...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(args, home);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };

  before(async () => {
    first = await ask('demo', '--json');
  });

  it('says in JSON what came out of the run', async () => {
    const keys = ['runId', 'state', 'sampledFrames', 'storedFrames', 'detections', 'precision', 'recall', 'ap50'];
    assert.deepEqual(Object.keys(first), [...keys, 'countsByLabel']);
    assert.deepEqual([first.state, first.sampledFrames, first.storedFrames], ['complete', 240, 240]);
    const { rows: counts }: { rows: { label: string; detections: number }[] } = await ask('count', '--json');
    assert.deepEqual(first.countsByLabel, Object.fromEntries(counts.map((row) => [row.label, row.detections])));
    assert.equal(counts.length, 8);
    const sum = counts.reduce((total, { detections }) => total + detections, 0);
    assert.equal(first.detections, sum);
  });

  it('meets the truth: 95 of 100 objects found, 95 of 100 detections right', () => {
    const { recall, precision, ap50 } = first as Record<string, number>;
    assert.ok(recall! >= 0.95 && precision! >= 0.95 && ap50! >= 0.9, JSON.stringify({ recall, precision, ap50 }));
  });

  it('leaves objects that are those of the truth, joined through whatever hides them', async () => {
    const { idf1, switches, tracks, objects } = await ask('tracks', '--truth', BUNDLE.truth, '--json');
    assert.ok(idf1 >= 0.96, `${idf1}`);
    assert.ok(switches <= 1 && tracks - objects <= 2, JSON.stringify({ switches, tracks, objects }));
    const rows: { label: string }[] = await ask('tracks', '--json');
    assert.equal(rows.length, tracks);
  });

  describe('the second time', () => {
    let shown: string;

    before(async () => {
      const { code, stdout, stderr } = await framefleet(['demo'], home);
      assert.equal(code, 0, stderr);
      shown = stdout;
    });

    it('says that the run is complete, and shows the answers again', () => {
      assert.match(shown, new RegExp(`run ${first.runId}: was complete already`));
      const { recall, precision } = first as Record<string, number>;
      assert.ok(shown.includes(`recall ${(100 * recall!).toFixed(1)} % of`), shown);
      assert.ok(shown.includes(`precision ${(100 * precision!).toFixed(1)} %`), shown);
      for (const [label, detections] of Object.entries(first.countsByLabel as Record<string, number>)) {
        assert.match(
          shown,
          new RegExp(`^${label} +${detections} +\\d+ +[01]\\.\\d\\d at \\d+\\.\\d\\d s +\\d.* s$`, 'm'),
        );
      }
    });

    it('names commands that answer', async () => {
      const commands = shown.match(/^ {2}\.\/framefleet (count|query) .*$/gm)!;
      assert.equal(commands.length, 3);
      for (const command of commands) {
        const answer = await framefleet(command.trim().split(' ').slice(1), home);
        assert.equal(answer.code, 0, answer.stderr);
        assert.ok(answer.stdout.length > 0, command);
      }
    });
  });

  it('leaves the network registered under the name demo', async () => {
    const { manifest } = await resolveModel('demo', home);
    assert.deepEqual([manifest.modelId, manifest.labels.length], ['demo', 8]);
  });

  for (const size of ['320x192', '512x288', '608x352']) {
    it(`finds the objects with the network at ${size}`, async () => {
      const flags = ['--model', 'demo', '--every', '16', '--size', size, '--json'];
      const { runId, storedFrames } = await ask('detect', BUNDLE.clip, ...flags);
      assert.equal(storedFrames, 15);
      const truth = await readTruth(BUNDLE.truth);
      for (const frameIndex of truth.keys()) if (frameIndex % 16 > 0) truth.delete(frameIndex);
      const { labels } = await demoModel(home, { onNote: () => undefined });
      const { recall, precision } = scoreClip((await ask('query', '--run', runId, '--json')).rows, truth, labels);
      assert.ok(recall >= 0.9 && precision! >= 0.85, JSON.stringify({ recall, precision }));
    });
  }

  it('leaves no process behind', () => assert.deepEqual(processesNaming(home), []));
});

describe("the demo's model", () => {
  const folder = temporaryFolder();

  it("does not replace a user's model of the same name", async () => {
    const [sources, home] = [join(folder(), 'sources'), join(folder(), 'home')];
    await mkdir(sources);
    const own = await importModel(home, 'demo', await smallModel(sources));
    const notes: string[] = [];
    const { reference, labels } = await demoModel(home, { onNote: (note) => notes.push(note) });
    assert.match(notes.join(), /it is left alone/);
    assert.deepEqual([reference, labels.length], [BUNDLE.network, 8]);
    assert.deepEqual((await resolveModel('demo', home)).manifest, own.manifest);
  });
});
