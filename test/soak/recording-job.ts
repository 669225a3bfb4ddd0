import type { Random } from '../../demo/render/random.ts';
import { isCrash, showsStack } from '../fixtures/command-verdict.ts';
import { type CommandEnd, CommandRun, isDone } from './command-run.ts';
import { pause } from './pause.ts';
import type { Stage } from './stage.ts';
import type { Video } from './videos.ts';

const BETWEEN_TRIES_MS = 500;
/** What every run has in common: a small network, and so low a bar that every frame shows something. */
const COMMON_FLAGS = ['--model', 'demo', '--size', '96', '--confidence', '0.001', '--json'];
/** How frames may travel without being changed, so that the answers are the same; each try of a run may choose anew. */
const CODECS = [[], [], ['--frame-codec', 'webp', '--quality', '100']] as const;
const ONE_MACHINE_FLAGS = ['--workers', '2', '--threads', '1'];
/** Ends that faults bring about; any other signal is the program's own doing. */
const SIGNALS_OF_FAULTS = new Set<string | null>(['SIGKILL', 'SIGTERM', 'SIGINT']);

/** The flags of a run over a video, whatever is done to it. */
export function runArguments({ verb, isFleet }: Stage, runId: string, source: string): string[] {
  return [verb, source, '--run', runId, ...COMMON_FLAGS, ...(isFleet ? [] : ONE_MACHINE_FLAGS)];
}

/** What a user does who wants a recording looked at: gives the command, and gives it again until the run is complete. */
export class RecordingJob {
  readonly runId: string;
  readonly video: Video;
  readonly #stage: Stage;
  readonly #random: Random;
  readonly #complain: (text: string) => void;
  #nextFlags: string[];
  #current: CommandRun | null = null;
  readonly #others = new Set<Promise<unknown>>();

  constructor(stage: Stage, runId: string, video: Video, random: Random, complain: (text: string) => void) {
    this.runId = runId;
    this.video = video;
    this.#stage = stage;
    this.#random = random;
    this.#complain = complain;
    this.#nextFlags = stage.isFleet && random.chance(0.25) ? ['--no-wait'] : [];
  }

  /**
   * Gives the command until it did all of the run.
   *
   * @param giveUp - ends the command under way, and with it the job
   */
  async run(giveUp: AbortSignal): Promise<void> {
    for (;;) {
      const flags = this.#nextFlags;
      this.#nextFlags = [];
      this.#current = this.#start(flags, giveUp);
      const end = await this.#current.ended;
      this.#judge(end);
      if (giveUp.aborted) {
        if (end.stderr !== '')
          this.#complain(`run ${this.runId}: its command said at last: ${end.stderr.slice(-2000)}`);
        break;
      }
      const hasOthers = this.#others.size > 0;
      if (isDone(end) && !hasOthers && this.#nextFlags.length === 0) break;
      if (isDone(end)) await Promise.all(this.#others); // they may have begun the run anew, and been killed
      await pause(BETWEEN_TRIES_MS, giveUp);
    }
    this.#current = null;
    if (giveUp.aborted) this.#complain(`run ${this.runId} did not get complete in time, or its command did not end`);
    await Promise.all(this.#others);
  }

  /** Ends the command under way and has the run begun anew. @returns whether there was one */
  beginAnew(signal: NodeJS.Signals): boolean {
    if (this.#current === null) return false;
    this.#nextFlags = ['--force'];
    this.#current.child.kill(signal);
    return true;
  }

  /** Starts another command over the same run beside the one under way. */
  addProducer(flags: readonly string[], giveUp: AbortSignal): void {
    const other: Promise<unknown> = this.#start(flags, giveUp)
      .ended.then((end) => this.#judge(end))
      .finally(() => this.#others.delete(other));
    this.#others.add(other);
  }

  #start(flags: readonly string[], giveUp: AbortSignal): CommandRun {
    const { runId, video } = this;
    const chunk = ['--chunk', String(this.#random.pick([3, 4, 8, 8, 16]))];
    const command = new CommandRun(this.#stage, [
      ...runArguments(this.#stage, runId, video.path),
      ...[...video.flags, ...chunk, ...this.#random.pick(CODECS), ...flags],
      ...(video.isAdaptive ? ['--adaptive'] : []),
    ]);
    const kill = () => command.child.kill('SIGKILL');
    giveUp.addEventListener('abort', kill, { once: true });
    command.ended.finally(() => giveUp.removeEventListener('abort', kill)).catch(() => undefined);
    return command;
  }

  #judge({ code, signal, stderr }: CommandEnd): void {
    const isKilled = code === null && SIGNALS_OF_FAULTS.has(signal);
    if (!isKilled && isCrash({ code, signal }))
      this.#complain(`run ${this.runId}: a command ended with ${code ?? signal}`);
    if (showsStack(stderr)) this.#complain(`run ${this.runId}: a command shows a stack trace:\n${stderr.slice(-2000)}`);
  }
}
