import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads the id of a process, then a line when nothing is to be watched any more. Where its input ends without that line, whoever
 * was to write it is gone, however it went: then the process is ended.
 */
const WATCH = `trap '' HUP INT TERM; read -r pid || exit 0; read -r line || kill -KILL "$pid"`;

/**
 * Ends an ffmpeg when this process dies, even by `SIGKILL`: a shell of a few hundred kilobytes, which waits for the end of a pipe
 * that only this process holds. An ffmpeg that waits for a silent camera writes nothing, so no broken pipe would end it.
 *
 * Make it before the ffmpeg, so that hardly anything lies between the start of that and its being watched.
 */
export class FfmpegWatchdog {
  readonly #shell: ChildProcess;
  readonly #ended: Promise<unknown>;
  #isWatching = false;

  constructor() {
    this.#shell = spawn('sh', ['-c', WATCH], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.#shell.stdin?.on('error', () => undefined); // the shell is gone: nothing is watched then
    this.#ended = once(this.#shell, 'exit').catch(() => undefined); // no shell on this machine
  }

  watch(pid: number): void {
    this.#isWatching = true;
    this.#shell.stdin?.write(`${pid}\n`);
  }

  /** For when what was watched is gone. Settles when the shell is gone too. */
  async release(): Promise<void> {
    this.#shell.stdin?.end(this.#isWatching ? '\n' : undefined);
    await this.#ended;
  }
}
