import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import ffmpegCommand from 'fluent-ffmpeg';
import { messageOf } from '../../shared/errors.ts';
import { type HiddenSource, hideSource, isSecret } from '../input/hidden-source.ts';
import { FFMPEG_FD, type FfmpegArguments } from './ffmpeg-outputs.ts';
import { FfmpegWatchdog } from './ffmpeg-watchdog.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';

/** How an ffmpeg ended. */
export interface FfmpegExit {
  /** Why it failed, as the end of a sentence; `null` when it did not. */
  readonly failure: string | null;
  /** Whether the machine is the reason and not what it read: a signal ended it, or it could not be started. */
  readonly isKilled: boolean;
}

/** The streams that an ffmpeg writes to, by file descriptor; each holds ffmpeg up while nobody reads. */
export type FfmpegStreams = (fd: number) => Readable;

/** One ffmpeg at work. */
export interface FfmpegProcess {
  /** Settles when the process is there; `null` when it could not be started. Never rejects. */
  readonly streams: Promise<FfmpegStreams | null>;
  /** Settles when the process is gone and its log is read to the end. Never rejects. */
  readonly done: Promise<FfmpegExit>;
  /** Ends it: `SIGTERM` lets it hand over what it has decoded, `SIGKILL` drops what was not read. May be called before it is there and when it is gone. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** How fluent-ffmpeg makes a process; `private` in its documentation. */
interface Spawning {
  _spawnFfmpeg(
    args: string[],
    options: object,
    onProcess: (child: ChildProcess, ...rings: unknown[]) => void,
    onEnd: (error: unknown, stdoutLines?: unknown, stderrLines?: unknown) => void,
  ): void;
}

/**
 * Starts an ffmpeg. fluent-ffmpeg makes the command line, reads the log and watches the process. Its two extra starts
 * (`-formats`, `-encoders`: whether this ffmpeg knows what it is asked for) are answered here, since ffmpeg itself says what
 * it does not know; and the process gets more file descriptors than fluent-ffmpeg would give it. It ends with this process,
 * however that ends.
 *
 * @param onLine - gets every line of the log, whole, in order
 */
export function startFfmpeg(ffmpeg: Ffmpeg, job: FfmpegArguments, onLine: (line: string) => void): FfmpegProcess {
  let child: ChildProcess | null = null;
  let hidden: HiddenSource | null = null;
  const watchdog = new FfmpegWatchdog();
  let killedBy: 'SIGTERM' | 'SIGKILL' | null = null;
  let isEnded = false;
  let onStreams: (streams: FfmpegStreams | null) => void = () => undefined;
  const streams = new Promise<FfmpegStreams | null>((resolve) => {
    onStreams = resolve;
  });
  const onChild = (started: ChildProcess) => {
    child = started;
    if (started.pid !== undefined) watchdog.watch(started.pid);
    for (const stream of started.stdio) stream?.on('error', () => undefined); // shows as its end
    onStreams((fd) => started.stdio[fd] as Readable);
    if (killedBy) started.kill(killedBy);
    if (killedBy === 'SIGKILL') letGo(started);
  };
  const done = new Promise<FfmpegExit>((resolve) => {
    const finish = (failure: string | null) => {
      isEnded = true;
      hidden?.close();
      onStreams(null);
      const isKilled = child?.pid === undefined || child.signalCode !== null;
      void watchdog.release().then(() => resolve({ failure, isKilled }));
    };
    const run = (shown: FfmpegArguments) => {
      const command = commandOf(ffmpeg, shown);
      withDescriptors(command, shown, onChild);
      command.on('stderr', onLine);
      command.on('end', () => finish(null));
      command.on('error', (error: unknown) => finish(failureOf(child, error)));
      command.run();
    };
    if (!isSecret(job, ffmpeg)) return run(job);
    hideSource(job).then(
      (source) => {
        hidden = source;
        run(source.job);
      },
      (error: unknown) => finish(failureOf(null, error)),
    );
  });
  return {
    streams,
    done,
    kill(signal) {
      killedBy = signal;
      if (!isEnded) child?.kill(signal);
      if (signal === 'SIGKILL') letGo(child);
    },
  };
}

/** Gives the process the file descriptors of its job. @param onChild - gets it once it is there */
function withDescriptors(
  command: ReturnType<typeof ffmpegCommand>,
  job: FfmpegArguments,
  onChild: (child: ChildProcess) => void,
): void {
  const spawning = command as unknown as Spawning;
  const spawnFfmpeg = spawning._spawnFfmpeg.bind(command);
  spawning._spawnFfmpeg = (args, _options, onProcess, onEnd) => {
    const onStarted = (started: ChildProcess, ...rings: unknown[]) => {
      onProcess(started, ...rings);
      onChild(started);
      const [source] = (started.stdio as unknown[]).slice(FFMPEG_FD.source) as (Writable | null)[];
      source?.end(job.sourceText);
    };
    // Where there is no process, fluent-ffmpeg asks for its last lines all the same.
    const onEnded = (error: unknown, out: unknown = noLines, err: unknown = noLines) => onEnd(error, out, err);
    const options = { stdio: stdioOf(job), windowsHide: true, env: { ...process.env, ...(job.env ?? {}) } };
    try {
      spawnFfmpeg(args, options, onStarted, onEnded);
    } catch (error) {
      onEnded(error); // no process, or none with streams: the system has no more of them
    }
  };
}

/** A stream that nobody reads to its end would stay open for good. The log is read to its end in any case. */
function letGo(child: ChildProcess | null): void {
  for (const [fd, stream] of (child?.stdio ?? []).entries()) if (fd !== 2) stream?.destroy();
}

function stdioOf({ outputs, filterFd, sourceText, writtenFd }: FfmpegArguments): ('pipe' | 'ignore')[] {
  const sourceFd = sourceText === undefined ? 2 : FFMPEG_FD.source;
  const outputFds = outputs.flatMap(({ fd }) => fd ?? []);
  const fds = new Set([2, filterFd ?? 2, sourceFd, writtenFd ?? 2, ...outputFds]);
  return Array.from({ length: Math.max(...fds) + 1 }, (_, fd) => (fds.has(fd) ? 'pipe' : 'ignore'));
}

function commandOf(ffmpeg: Ffmpeg, { input, source, further, outputs }: FfmpegArguments) {
  const command = ffmpegCommand({ stdoutLines: 20 })
    .setFfmpegPath(ffmpeg.path)
    .input(source)
    .inputOptions([...input]);
  if (further) command.input(further.source).inputOptions([...further.options]);
  for (const { fd, path, format, filters, options } of outputs) {
    command
      .output(fd === undefined ? `file:${path}` : `pipe:${fd}`)
      .format(format)
      .outputOptions([...options]);
    if (filters.length > 0) command.videoFilters([...filters]);
  }
  const names = [...outputs.map(({ format }) => format), ...input, ...(further?.options ?? [])];
  const known = Object.fromEntries(names.map((name) => [name, isKnown]));
  command.availableFormats = (answer) => answer(noError, known);
  command.availableEncoders = (answer) => answer(noError, {});
  return command;
}

const noLines = { get: () => '' };
const noError = null as unknown as Error;
const isKnown = { description: '', canDemux: true, canMux: true };

function failureOf(child: ChildProcess | null, error: unknown): string {
  if (child?.signalCode) return `it was killed with signal ${child.signalCode}`;
  if (child?.exitCode && child.exitCode > 0) return `it exited with code ${child.exitCode}`;
  return `it could not be started (${messageOf(error)})`;
}
