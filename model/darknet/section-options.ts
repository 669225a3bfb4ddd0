import type { ModelError } from '../../shared/errors.ts';
import { type CfgSection, invalid } from './cfg-sections.ts';
import { TRAINING_OPTIONS } from './training-options.ts';

/** What an integer option may be; without `fallback` the option must be given. */
export interface IntegerRule {
  readonly min?: number;
  readonly max?: number;
  readonly fallback?: number;
}

/** Typed reading of one section: every option must be asked for, or be known to matter in training only. */
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
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
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

  flag(key: string): boolean {
    return this.integer(key, { fallback: 0, max: 1 }) === 1;
  }

  text(key: string, fallback?: string): string {
    this.#asked.add(key);
    const value = this.section.options.find((option) => option.key === key)?.value ?? fallback;
    if (value === undefined) {
      throw invalid(this.file, this.section.line, `[${this.section.name}] to have an option \`${key}\``, 'none');
    }
    return value;
  }

  /** @throws {ModelError} `MODEL_INVALID` naming the first option that nobody asked for and that is no matter of training */
  refuseUnknown(): void {
    const training = TRAINING_OPTIONS[this.section.name];
    const unknown = this.section.options.find(({ key }) => !this.#asked.has(key) && !training?.has(key));
    if (!unknown) return;
    throw invalid(
      this.file,
      unknown.line,
      `a known option of [${this.section.name}]`,
      `${unknown.key}=${unknown.value}`,
    );
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
