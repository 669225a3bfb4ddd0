import { PassThrough } from 'node:stream';
import ffmpegCommand from 'fluent-ffmpeg';
import { messageOf } from '../shared/errors.ts';
import type { FfmpegArguments } from './ffmpeg-args.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';

/** One ffmpeg at work. */
export interface FfmpegProcess {
  /** What it writes; it is held up while nobody reads. */
  readonly stdout: PassThrough;
  /** Settles when the process is gone and its log is read to the end: `null`, or why it failed. Never rejects. */
  readonly done: Promise<string | null>;
  /** Ends it: `SIGTERM` lets it hand over what it has decoded. May be called when it is gone. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** @param onLine - gets every line of the log, whole, in order */
export function startFfmpeg(
  ffmpeg: Ffmpeg,
  { input, source, output }: FfmpegArguments,
  onLine: (line: string) => void,
): FfmpegProcess {
  // fluent-ffmpeg takes a closed stream for a lost one and kills ffmpeg 20 ms later; ended streams close themselves unless told not to.
  const stdout = new PassThrough({ autoDestroy: false });
  const [firstInput = '', ...inputOptions] = input;
  const [firstOutput = '', ...outputOptions] = output;
  const command = ffmpegCommand({ stdoutLines: 20 })
    .setFfmpegPath(ffmpeg.path)
    .input(source)
    .inputOptions(firstInput, ...inputOptions)
    .outputOptions(firstOutput, ...outputOptions)
    .output(stdout);
  let isStarted = false;
  let isEnded = false;
  let killedBy: 'SIGTERM' | 'SIGKILL' | null = null;
  const done = new Promise<string | null>((resolve) => {
    const finish = (reason: string | null) => {
      isEnded = true;
      if (!isStarted) stdout.end();
      resolve(reason);
    };
    command.on('stderr', onLine);
    command.on('start', () => {
      isStarted = true;
      if (killedBy) command.kill(killedBy);
    });
    command.on('end', () => finish(null));
    command.on('error', (error: unknown) => finish(messageOf(error).split(':')[0] ?? ''));
  });
  command.run();
  return {
    stdout,
    done,
    kill(signal) {
      killedBy = signal;
      if (!isEnded) command.kill(signal);
    },
  };
}
