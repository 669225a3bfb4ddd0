import assert from 'node:assert/strict';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, ffmpeg } from '../fixtures/clips.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = 96;

interface Row extends Record<string, unknown> {
  readonly frameIndex: number;
  readonly carriedFrom: number | null;
}

describe('a film whose frames come twice', () => {
  const home = suiteFolder();
  let film: string;
  before(() => {
    film = join(home, 'film.mkv');
    ffmpeg('-i', DEMO.clip, '-vf', 'fps=24', '-frames:v', `${FRAMES}`, '-c:v', 'ffv1', film);
  });

  const ran = async (...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(args, home);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const detected = async (name: string, ...flags: string[]) =>
    JSON.parse(await ran('detect', film, '--model', DEMO.network, '--json', '--run', name, ...flags));
  const rowsOf = async (name: string): Promise<Row[]> =>
    (await ran('query', '--run', name, '--format', 'ndjson'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('is looked at by half, with the answers of a run that looks at all of it', async () => {
    const [carried, plain] = [await detected('carried', '--workers', '2'), await detected('plain', '--no-carry')];
    const counts = ({ state, storedFrames, inferredFrames, carriedFrames }: Record<string, unknown>) => {
      return [state, storedFrames, inferredFrames, carriedFrames];
    };
    assert.deepEqual(counts(carried), ['complete', FRAMES, FRAMES / 2, FRAMES / 2]);
    assert.deepEqual(counts(plain), ['complete', FRAMES, FRAMES, 0]);
    const [rows, wanted] = [await rowsOf('carried'), await rowsOf('plain')];
    assert.ok(rows.length > FRAMES);
    const answer = (all: readonly Row[]) => all.map(({ runId: _, carriedFrom: __, ...row }) => row);
    assert.deepEqual(answer(rows), answer(wanted));
    for (const { frameIndex, carriedFrom } of rows) {
      assert.equal(carriedFrom, frameIndex % 2 === 0 ? null : frameIndex - 1);
    }
    const shown = await ran('runs', '--format', 'json');
    const found = JSON.parse(shown).map(({ runId, carriedFrames }: Record<string, unknown>) => [runId, carriedFrames]);
    assert.deepEqual(found, [
      ['carried', FRAMES / 2],
      ['plain', 0],
    ]);
    const said = await ran('detect', film, '--model', DEMO.network, '--run', 'carried');
    assert.match(said, /96 of 96 frames stored, 48 of them the same as one before/);
  });
});
