import type { Fault, Verdict } from './verdict.ts';

const PLURALS: Readonly<Record<Fault, string>> = {
  crash: 'crashes',
  hang: 'hangs',
  'stack trace': 'stack traces shown',
};

/** What a fuzz says while it runs, and what it says at the end. */
export class FuzzReport {
  #inputs = 0;
  readonly #faults: Record<Fault, number> = { crash: 0, hang: 0, 'stack trace': 0 };
  /** How often each kind had each outcome. */
  readonly #outcomes = new Map<string, Map<string, number>>();

  say(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** @param folder - where the input is kept when something is wrong with its verdict */
  count(number: number, kind: string, { outcome, faults, details }: Verdict, folder: string): void {
    this.#inputs++;
    const outcomes = this.#outcomes.get(kind) ?? new Map<string, number>();
    this.#outcomes.set(kind, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
    for (const fault of faults) {
      this.#faults[fault]++;
      this.say(`input ${number}, ${kind}: ${fault} (${outcome}), kept in ${folder}\n${details}\n`);
    }
  }

  /** @returns whether nothing was wrong */
  end(): boolean {
    for (const [kind, outcomes] of this.#outcomes) {
      this.say(`${kind.padEnd(8)} ${[...outcomes].map(([outcome, count]) => `${outcome}: ${count}`).join('   ')}`);
    }
    const counts = (Object.keys(PLURALS) as Fault[]).map((fault) => `${this.#faults[fault]} ${PLURALS[fault]}`);
    this.say(`${this.#inputs} inputs: ${counts.join(', ')}`);
    return Object.values(this.#faults).every((count) => count === 0);
  }
}
