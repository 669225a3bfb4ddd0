import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type StreamChoice, withStream } from '../../producer/input/inputs.ts';
import { identifyVideo } from '../../producer/input/video-identity.ts';
import { ffmpeg, patternClip } from '../fixtures/clips.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { fileOf } from './decode.ts';
import { TestStore } from './produce.ts';

describe('a source with several video streams', () => {
  const folder = suiteFolder();
  const at = (name: string) => join(folder, name);

  before(() => {
    patternClip(at('wide.mkv'), { size: '160x120', frames: 20 });
    patternClip(at('tall.mkv'), { size: '96x128', frames: 30 });
    const both = ['-i', at('wide.mkv'), '-i', at('tall.mkv'), '-map', '0:v', '-map', '1:v'];
    ffmpeg(...both, '-c', 'copy', at('both.mkv'));
    const programs = ['-program', 'program_num=7:st=0', '-program', 'program_num=9:st=1'];
    ffmpeg(...both, '-c:v', 'mpeg2video', ...programs, '-f', 'mpegts', at('programs.ts'));
  });

  const choice = (stream: number, program: number | null = null): StreamChoice => ({ stream, program });
  const produced = async (name: string, chosen: StreamChoice, settings: object = {}) => {
    const store = new TestStore();
    const input = withStream(fileOf(at(name)), chosen);
    const { run } = await store.produce(at(name), settings, { input });
    const { sourceWidth, sourceHeight } = store.queue.jobs[0]!.frames[0]!;
    const { width, height } = [...store.ledger.runs.values()][0]!.opened.video;
    assert.deepEqual([width, height], [sourceWidth, sourceHeight]);
    return { size: `${sourceWidth}x${sourceHeight}`, indexes: store.frameIndexes, frames: run.storedFrames };
  };

  for (const [name, chosen, size, frames] of [
    ['both.mkv', choice(0), '160x120', 20],
    ['both.mkv', choice(1), '96x128', 30],
    ['programs.ts', choice(0), '160x120', 20],
    ['programs.ts', choice(1), '96x128', 30],
    ['programs.ts', choice(0, 7), '160x120', 20],
    ['programs.ts', choice(0, 9), '96x128', 30],
  ] as const) {
    it(`gives stream ${chosen.stream} of ${chosen.program === null ? 'all' : `program ${chosen.program}`} of ${name}`, async () => {
      const found = await produced(name, chosen);
      assert.deepEqual([found.size, found.frames], [size, frames]);
    });
  }

  it('counts the frames of the stream that was chosen', async () => {
    const { indexes } = await produced('both.mkv', choice(1), { start: 1, every: 7 });
    assert.deepEqual(indexes, [14, 21, 28]);
  });

  it('is as many videos as streams are chosen, the first of which is that of the source', async () => {
    const ids = await Promise.all(
      [choice(0), choice(1), choice(0, 7)].map(
        async (chosen) => (await identifyVideo(withStream(fileOf(at('programs.ts')), chosen))).videoId,
      ),
    );
    assert.equal(new Set(ids).size, 3);
    assert.equal(ids[0], (await identifyVideo(fileOf(at('programs.ts')))).videoId);
  });

  for (const [name, chosen, text] of [
    ['both.mkv', choice(2), 'video stream 2 ('],
    ['programs.ts', choice(0, 8), 'video stream 0 in program 8 ('],
  ] as const) {
    it(`says that ${name} has no ${text.slice(0, -2)}`, async () => {
      await assert.rejects(produced(name, chosen), (error: Error) => error.message.includes(text));
    });
  }

  it('was made with the programs that are asked for', () => {
    const args = ['-v', 'error', '-show_entries', 'program=program_num', '-of', 'csv=p=0', at('programs.ts')];
    assert.match(execFileSync('ffprobe', args, { encoding: 'utf8' }), /7[\s\S]*9/);
  });
});
