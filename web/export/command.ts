import type { RawFilter } from '../../shared/questions.ts';
import type { Format } from './formats.ts';

/** The command that writes the same export. */
export function commandOf(filter: RawFilter, { name, file }: Pick<Format, 'name' | 'file'>): string {
  const flags = Object.entries(filter).flatMap(([key, value]) => [flagOf(key), shellWord(value)]);
  return ['framefleet export --format', name, '-o', file.replace(/\.tar$/, ''), ...flags].join(' ');
}

function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A text as a shell takes it. */
function shellWord(text: string): string {
  return /^[\w./:=,%@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
