import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { RunSummary } from '../../../app/run-summary.ts';
import type { DetectionRow } from '../../../shared/questions.ts';

const MOST_BYTES = 2 ** 30;

/** The command line, with a home and a model. */
export class Commands {
  constructor(
    private readonly home: string,
    private readonly model: string,
    private readonly workers: string,
  ) {
    mkdirSync(home, { recursive: true });
  }

  /** Does a run anew, so that its time is told. */
  detect(path: string, run: string, ...flags: string[]): RunSummary {
    const work = ['--model', this.model, '--workers', this.workers, '--run', run, '--force', '--json'];
    return JSON.parse(this.#run('detect', path, ...work, ...flags));
  }

  rows(run: string): DetectionRow[] {
    const text = this.#run('query', '--run', run, '--format', 'ndjson');
    return text.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
  }

  #run(...args: string[]): string {
    return execFileSync(process.execPath, ['dist/cli/main.js', ...args], {
      ...{ env: { ...process.env, FRAMEFLEET_HOME: this.home }, encoding: 'utf8', maxBuffer: MOST_BYTES },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
}
