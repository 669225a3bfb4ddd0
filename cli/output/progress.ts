import { basename } from 'node:path';
import { type Options, Presets, SingleBar } from 'cli-progress';
import { harmlessLine } from './harmless.ts';
import { say } from './say.ts';

const PLAIN_INTERVAL_MS = 5_000;

/** How far a run is, in frames. */
export interface RunProgress {
  readonly storedFrames: number;
  /** Frames that the run will have; an estimate until the end of the input was reached, `null` where nothing is known. */
  readonly expectedFrames: number | null;
}

/** Shows a run's progress on stderr: a bar with frames/s and time left on a terminal, else a plain line now and then. */
export interface ProgressDisplay {
  update(progress: RunProgress): void;
  stop(): void;
}

/**
 * @param storedBefore - frames stored before this command began; they do not count for its speed
 * @param options - `unit`: what is counted; `isAlone`: no other display is shown at the same time (there is room for one bar)
 */
export function showProgress(
  uri: string,
  storedBefore: number,
  { unit = 'frames', isAlone = true } = {},
): ProgressDisplay {
  const started = performance.now();
  const speedOf = (stored: number) => ((stored - storedBefore) * 1000) / (performance.now() - started);
  return process.stderr.isTTY && isAlone
    ? barOn(harmlessLine(basename(uri)), unit, speedOf)
    : linesOn(basename(uri), unit, speedOf);
}

function barOn(name: string, unit: string, speedOf: (stored: number) => number): ProgressDisplay {
  const options: Options = {
    format: `{name} {bar} {value}/{total} ${unit}  {speed} ${unit}/s  {left} left`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  };
  const bar = new SingleBar(options, Presets.shades_classic);
  bar.start(1, 0, { name, speed: '-', left: '?' });
  return {
    update({ storedFrames, expectedFrames }) {
      bar.setTotal(Math.max(expectedFrames ?? storedFrames, storedFrames, 1));
      const speed = speedOf(storedFrames);
      bar.update(storedFrames, { speed: speed.toFixed(1), left: timeLeft(storedFrames, expectedFrames, speed) });
    },
    stop: () => bar.stop(),
  };
}

function linesOn(name: string, unit: string, speedOf: (stored: number) => number): ProgressDisplay {
  let last = performance.now();
  return {
    update({ storedFrames, expectedFrames }) {
      if (performance.now() - last < PLAIN_INTERVAL_MS) return;
      last = performance.now();
      const speed = speedOf(storedFrames);
      const left = timeLeft(storedFrames, expectedFrames, speed);
      say(`${name}: ${storedFrames}/${expectedFrames ?? '?'} ${unit}, ${speed.toFixed(1)} ${unit}/s, ${left} left`);
    },
    stop() {},
  };
}

function timeLeft(stored: number, expected: number | null, speed: number): string {
  if (expected === null || speed <= 0) return '?';
  const seconds = Math.ceil(Math.max(0, expected - stored) / speed);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h} h ${m} min` : m > 0 ? `${m} min ${s} s` : `${s} s`;
}
