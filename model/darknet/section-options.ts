import type { ModelError } from '../../shared/errors.ts';
import { type CfgSection, invalid } from './cfg-sections.ts';
import { INERT_OPTIONS } from './inert-options.ts';

/** What an integer option may be; without `fallback` the option must be given. */
export interface IntegerRule {
  readonly min?: number;
  readonly max?: number;
  readonly fallback?: number;
}

/** Typed reading of one section: every option must be asked for, or be known not to reach the answer. */
export class SectionOptions {
  readonly section: CfgSection;
  readonly file: string;
  readonly #asked = new Set<string>();

  constructor(section: CfgSection, file: string) {
    this.section = section;
    this.file = file;
  }

  /** @throws {ModelError} `MODEL_INVALID` when absent without a fallback, no integer, or out of range */
  integer(key: string, { min = 0, max = 1e6, fallback }: IntegerRule = {}): number {
    const text = this.text(key, fallback?.toString());
    const value = /^[+-]?\d+(\.0*)?$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw this.error(key, `an integer in ${min}..${max}`, text);
    return value;
  }

  decimal(key: string, fallback: number): number {
    const text = this.text(key, fallback.toString());
    return this.#number(key, text);
  }

  /** A comma-separated list. */
  numbers(key: string): number[] {
    const text = this.text(key);
    return text.split(',').map((part) => this.#number(key, part));
  }

  integers(key: string): number[] {
    const values = this.numbers(key);
    if (!values.every(Number.isInteger)) throw this.error(key, 'integers separated by commas', this.text(key));
    return values;
  }

  choice<T extends string>(key: string, allowed: readonly T[], fallback?: T): T {
    const text = this.text(key, fallback);
    const found = allowed.find((name) => name === text);
    if (found === undefined) throw this.error(key, `one of ${allowed.join(', ')}`, text);
    return found;
  }

  /** Off at 0 and when absent, on at any other integer. */
  flag(key: string): boolean {
    return this.integer(key, { fallback: 0, min: -1e6 }) !== 0;
  }

  has(key: string): boolean {
    return this.section.options.some((option) => option.key === key);
  }

  text(key: string, fallback?: string): string {
    this.#asked.add(key);
    const value = this.section.options.find((option) => option.key === key)?.value ?? fallback;
    if (value === undefined) {
      throw invalid(this.file, this.section.line, `[${this.section.name}] to have an option \`${key}\``, 'none');
    }
    return value;
  }

  /**
   * To be called when all that matters was asked for.
   *
   * @throws {ModelError} `MODEL_INVALID` naming the first option that is not known, or whose value would change the answer
   */
  refuseUnknown(): void {
    const { ignored, neutral } = INERT_OPTIONS[this.section.name]!;
    for (const { key, value, line } of this.section.options) {
      if (ignored.has(key)) continue;
      if (this.#asked.has(key)) {
        this.#checkRepeated(key, value, line);
        continue;
      }
      const needed = neutral.get(key);
      if (needed === undefined) {
        throw invalid(this.file, line, `an option that darknet knows in [${this.section.name}]`, `${key}=${value}`);
      }
      if (Number(value) !== needed) throw this.error(key, `${needed}, the only value supported`, value);
    }
  }

  /** darknet takes the first of an option's values, others take the last: they must be the same. */
  #checkRepeated(key: string, value: string, line: number): void {
    if (this.text(key) === value) return;
    const { name, line: start } = this.section;
    throw invalid(this.file, line, `\`${key}\` once in [${name}] of line ${start}`, `${key}=${value}`);
  }

  /** The error for an option's value, at its own line. */
  error(key: string, expected: string, got: string): ModelError {
    const line = this.section.options.find((option) => option.key === key)?.line ?? this.section.line;
    return invalid(this.file, line, `\`${key}\` of [${this.section.name}] to be ${expected}`, got);
  }

  #number(key: string, text: string): number {
    const value = text === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) throw this.error(key, 'a number', text);
    return value;
  }
}
