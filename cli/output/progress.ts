import { basename } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { harmlessLine } from '../../shared/harmless.ts';
import { say } from './say.ts';

const PLAIN_INTERVAL_MS = 5_000;

/** Shows on stderr how far something is: a bar with speed and time left on a terminal, else a plain line now and then. */
export interface ProgressDisplay {
  /** @param total - may be an estimate; `null` where nothing is known */
  update(done: number, total: number | null): void;
  /** May be called twice. */
  stop(): void;
}

/**
 * @param name - what is worked on; of an address its last part is shown
 * @param options - what is counted; what was done before this command began, which does not count for the speed; whether no other
 *   display is shown at the same time (there is room for one bar); since when, where that is not now
 */
export function showProgress(
  name: string,
  { unit = 'frames', before = 0, isAlone = true, since = performance.now() } = {},
): ProgressDisplay {
  const speedOf = (done: number) => ((done - before) * 1000) / (performance.now() - since);
  const show = process.stderr.isTTY && isAlone ? bar : lines;
  return show(harmlessLine(basename(name)), unit, speedOf);
}

function bar(name: string, unit: string, speedOf: (done: number) => number): ProgressDisplay {
  const format = `{name} {bar} {value}/{total} ${unit}  {speed} ${unit}/s  {left} left`;
  const options = { format, stream: process.stderr, hideCursor: true, clearOnComplete: true };
  const display = new SingleBar(options, Presets.shades_classic);
  display.start(1, 0, { name, speed: '-', left: '?' });
  return {
    update(done, total) {
      display.setTotal(Math.max(total ?? done, done, 1));
      display.update(done, { speed: speedOf(done).toFixed(1), left: timeLeft(done, total, speedOf(done)) });
    },
    stop: () => display.stop(),
  };
}

function lines(name: string, unit: string, speedOf: (done: number) => number): ProgressDisplay {
  let last = performance.now();
  return {
    update(done, total) {
      if (performance.now() - last < PLAIN_INTERVAL_MS) return;
      last = performance.now();
      const speed = speedOf(done);
      say(
        `${name}: ${done}/${total ?? '?'} ${unit}, ${speed.toFixed(1)} ${unit}/s, ${timeLeft(done, total, speed)} left`,
      );
    },
    stop() {},
  };
}

function timeLeft(done: number, total: number | null, speed: number): string {
  if (total === null || speed <= 0) return '?';
  const seconds = Math.ceil(Math.max(0, total - done) / speed);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h} h ${m} min` : m > 0 ? `${m} min ${s} s` : `${s} s`;
}
