import { InputError } from '../../shared/errors.ts';

/**
 * The names of a names file, one a line; blank lines at the end do not count.
 *
 * @throws {InputError} `INPUT_UNREADABLE` when there is none, or one is empty or stands there twice
 */
export function namesList(text: string, file: string): string[] {
  const names = text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
  for (const [index, name] of names.entries()) {
    const fault = name === '' ? 'an empty line' : names.indexOf(name) < index ? `\`${name}\` once more` : null;
    if (fault) throw new InputError('INPUT_UNREADABLE', `${file}, line ${index + 1}: expected a name, got ${fault}.`);
  }
  return names;
}
