import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ThreadedDetector } from '../../model/detector/threaded-detector.ts';
import type { ResolvedModel } from '../../model/files/resolved-model.ts';
import { resolveModel } from '../../model/store/resolve-model.ts';
import { DEMO } from '../fixtures/clips.ts';
import { FakeDetector } from '../fixtures/fake-detector.ts';
import { describeDetector } from './detector.ts';

describe('detectors', () => {
  let home: string;
  let model: ResolvedModel;
  let something: Uint8Array;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'framefleet-test-'));
    model = await resolveModel(DEMO.network, home);
    const { width, height } = model.manifest.input;
    const output = ['-vf', `scale=${width}:${height}`, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
    something = execFileSync('ffmpeg', ['-v', 'error', '-ss', '6', '-i', DEMO.clip, '-frames:v', '1', ...output], {
      maxBuffer: 1e8,
    });
  });
  after(() => rm(home, { recursive: true, force: true }));

  describeDetector('a model on a thread of its own', async () => {
    const detector = await ThreadedDetector.load({ model, home, session: { threads: 2, allowSpinning: false } });
    return { detector, something, nothing: new Uint8Array(something.length) };
  });

  describeDetector("the tests' own", async () => {
    const [something, nothing] = [255, 0].map((value) => new Uint8Array(3 * 64 * 64).fill(value));
    return { detector: new FakeDetector(), something: something!, nothing: nothing! };
  });
});
