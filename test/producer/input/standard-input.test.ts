import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expandInputs, type Input } from '../../../producer/input/inputs.ts';
import { identifyVideo, type VideoIdentity } from '../../../producer/input/video-identity.ts';
import { DEMO } from '../../fixtures/clips.ts';

/** What a process makes of `-` that gets something on its standard input: the input, who it is, and its codec. */
const script = `
  const { expandInputs } = await import('./dist/producer/input/inputs.js');
  const { identifyVideo } = await import('./dist/producer/input/video-identity.js');
  const { probeVideo } = await import('./dist/producer/input/probe.js');
  const { findFfmpeg } = await import('./dist/producer/ffmpeg/find-ffmpeg.js');
  const [input, ...more] = await expandInputs(['-', '-']);
  const { codec } = await probeVideo(await findFfmpeg(null), input);
  console.log(JSON.stringify({ input, more, identity: await identifyVideo(input), codec }));`;

interface Told {
  readonly input: Input;
  readonly more: readonly Input[];
  readonly identity: VideoIdentity;
  readonly codec: string;
}

describe('standard input', () => {
  const told = (stdin: { input?: Buffer; stdio?: [number, 'pipe', 'inherit'] }): Told =>
    JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', ...stdin }));
  const leftBehind = () => readdirSync(tmpdir()).filter((name) => name.startsWith('framefleet-stdin-'));

  it('is a recording that is known by its content when it comes through a pipe, and leaves no file behind', async () => {
    const { input, more, identity, codec } = told({ input: readFileSync(DEMO.clip) });
    assert.deepEqual([input.kind, input.uri, more, codec], ['file', 'stdin', [], 'h264']);
    assert.deepEqual(identity, await identifyVideo((await expandInputs([DEMO.clip]))[0]!));
    assert.deepEqual(leftBehind(), []);
  });

  it('is the file that it is taken from', () => {
    const fd = openSync(DEMO.clip, 'r');
    const { input } = told({ stdio: [fd, 'pipe', 'inherit'] });
    closeSync(fd);
    assert.deepEqual(input, { kind: 'file', source: DEMO.clip, uri: DEMO.clip });
  });
});
