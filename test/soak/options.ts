import { parseArgs } from 'node:util';

export interface SoakOptions {
  /** How long faults are made; what is under way then may take a few minutes more to end. */
  readonly minutes: number;
  readonly seed: string;
  /** Separate processes over TCP instead of `detect` alone. */
  readonly isFleet: boolean;
  /** Faults that are drawn in a minute, on average. */
  readonly faultsPerMinute: number;
  /** Only faults whose kind holds one of these texts; empty: all. */
  readonly only: readonly string[];
}

export const USAGE = 'npm run soak -- --minutes M --seed S [--fleet] [--faults-per-minute F] [--only KIND,KIND]';

/**
 * Reads the command's flags.
 *
 * @throws {Error} that says what was expected
 */
export function parseSoakOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      fleet: { type: 'boolean', default: false },
      'faults-per-minute': { type: 'string', default: '14' },
      only: { type: 'string', default: '' },
    },
  });
  return {
    minutes: numberIn('--minutes', values.minutes, 0.1, 24 * 60),
    seed: values.seed,
    isFleet: values.fleet,
    faultsPerMinute: numberIn('--faults-per-minute', values['faults-per-minute'], 0.1, 120),
    only: values.only.split(',').filter((text) => text !== ''),
  };
}

function numberIn(flag: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= low && value <= high) return value;
  throw new Error(`Expected \`${flag}\` to be a number in ${low}..${high}, got \`${text}\`. Usage: ${USAGE}`);
}
