import { kebabCase } from '../../shared/kebab-case.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { shellWord } from '../../shared/shell-word.ts';
import type { Format } from './formats.ts';

/** The command that writes the same export. */
export function commandOf(filter: RawFilter, { name, file }: Pick<Format, 'name' | 'file'>): string {
  const flags = Object.entries(filter).flatMap(([key, value]) => [`--${kebabCase(key)}`, shellWord(value)]);
  return ['framefleet export --format', name, '-o', file.replace(/\.tar$/, ''), ...flags].join(' ');
}
