import type { RunCheck } from './check-runs.ts';
import { sumOf } from './compare.ts';

/** What a soak says while it runs, and what it says at the end. */
export class Report {
  readonly #startedAt = performance.now();
  readonly #byKind = new Map<string, number>();
  readonly #complaints: string[] = [];
  readonly #checks: RunCheck[] = [];

  say(text: string): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1).padStart(7);
    process.stdout.write(`${seconds} s  ${text}\n`);
  }

  fault(kind: string, what: string): void {
    this.#byKind.set(kind, (this.#byKind.get(kind) ?? 0) + 1);
    this.say(`fault: ${kind}: ${what}`);
  }

  /** Something that is wrong beside frames; the soak fails by it. */
  complain(text: string): void {
    this.#complaints.push(text);
    this.say(`WRONG: ${text}`);
  }

  check(check: RunCheck): void {
    const { runId, lost, doubled, different, complaints } = check;
    this.#checks.push(check);
    for (const text of complaints) this.complain(text);
    if (lost + doubled + different === 0) return;
    this.complain(`run ${runId}: ${lost} lost, ${doubled} doubled, ${different} different`);
  }

  /** @returns whether nothing was wrong */
  end(): boolean {
    const frames = this.#checks.reduce((sum, check) => sum + check.frames, 0);
    const { lost, doubled, different } = sumOf(this.#checks);
    const kinds = [...this.#byKind].sort(([a], [b]) => (a < b ? -1 : 1));
    const faults = kinds.reduce((sum, [, count]) => sum + count, 0);
    for (const [kind, count] of kinds) process.stdout.write(`${String(count).padStart(5)}  ${kind}\n`);
    for (const text of this.#complaints) process.stdout.write(`WRONG: ${text}\n`);
    process.stdout.write(
      `${faults} faults of ${kinds.length} kinds, ${frames} frames: ${lost} lost, ${doubled} doubled, ${different} different\n`,
    );
    return this.#complaints.length === 0 && lost + doubled + different === 0;
  }
}
