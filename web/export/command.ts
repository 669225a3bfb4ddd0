import { kebabCase } from '../../shared/kebab-case.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { shellWord } from '../../shared/shell-word.ts';
import type { Format } from './formats.ts';

/** The command that writes the same. */
export function commandOf(filter: RawFilter, { command, file }: Pick<Format, 'command' | 'file'>): string {
  const flags = Object.entries(filter).flatMap(([key, value]) => [`--${kebabCase(key)}`, shellWord(value)]);
  return ['framefleet', command, '-o', file.replace(/\.tar$/, ''), ...flags].join(' ');
}
