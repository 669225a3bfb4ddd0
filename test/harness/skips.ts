import type { Runner, Test } from 'mocha';
import { type SkipReason, skipReason } from '../fixtures/skip.ts';
import { EXPECTED_SKIPS, MOST_SKIPS } from './expected-skips.ts';

const skipped: Test[] = [];

/** Says with each test that is skipped why it is, and keeps it for the end. */
export function nameSkips(this: Runner): void {
  this.on('pending', (test) => {
    skipped.push(test);
    process.stdout.write(`${'  '.repeat(test.titlePath().length)}  (${skipReason(test) ?? 'no reason given'})\n`);
  });
}

/** Says how many tests were skipped for what reason. @throws where others are skipped than may be, or too many */
export function checkSkips(): void {
  if (skipped.length === 0) return;
  const counts = new Map<string, number>();
  for (const test of skipped) {
    const reason = skipReason(test) ?? 'no reason given';
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  process.stdout.write(`  ${[...counts].map(([reason, count]) => `${count} skipped: ${reason}`).join('\n  ')}\n\n`);
  const unexpected = skipped.filter((test) => !isExpected(test.titlePath()[0]!, skipReason(test)));
  if (unexpected.length > 0) {
    const titles = unexpected.map((test) => test.fullTitle()).join('\n');
    throw new Error(`Expected only tests of test/harness/expected-skips.ts to be skipped, got:\n${titles}`);
  }
  if (skipped.length > MOST_SKIPS) throw new Error(`Expected at most ${MOST_SKIPS} skips, got ${skipped.length}.`);
}

function isExpected(suite: string, reason: SkipReason | null): boolean {
  return reason !== null && EXPECTED_SKIPS[reason].includes(suite);
}
