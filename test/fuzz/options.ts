import { parseArgs } from 'node:util';

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: string;
  /** Only inputs of kinds that hold one of these texts; empty: all. */
  readonly only: readonly string[];
  /** Only the input of this number, to look at it again; `null`: all. */
  readonly input: number | null;
}

export const USAGE = 'npm run fuzz -- --inputs N --seed S [--only KIND,KIND] [--input NUMBER]';

/**
 * Reads the command's flags.
 *
 * @throws {Error} that says what was expected
 */
export function parseFuzzOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      inputs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      input: { type: 'string' },
    },
  });
  return {
    inputs: wholeNumber('--inputs', values.inputs, 1),
    seed: values.seed,
    only: values.only.split(',').filter((text) => text !== ''),
    input: values.input === undefined ? null : wholeNumber('--input', values.input, 0),
  };
}

function wholeNumber(flag: string, text: string, low: number): number {
  if (/^\d{1,7}$/.test(text) && Number(text) >= low) return Number(text);
  throw new Error(`Expected \`${flag}\` to be a whole number from ${low} on, got \`${text}\`. Usage: ${USAGE}`);
}
