import type { Command } from 'commander';
import { FlagOption } from '../define-command.ts';

/** What stands on a command line before the word that is to be completed. */
export interface TypedLine {
  /** The command that is called, with its options. */
  readonly command: Command;
  /** The option whose value is to be completed; `null`: no value is. */
  readonly option: FlagOption | null;
  /** What is there of the word, or of the value behind `=`. */
  readonly typed: string;
  /** Arguments that stand before. */
  readonly argumentCount: number;
  /** Values of options that stand before, by their keys. */
  readonly given: ReadonlyMap<string, string>;
  /** Whether only arguments may come. */
  readonly areOptionsOver: boolean;
}

/**
 * Reads a command line up to where it is to be completed.
 *
 * @param words - behind the program's name; the last is the one to be completed
 * @param load - gives a command its options, when it is called
 */
export async function readTypedLine(
  program: Command,
  words: readonly string[],
  load: (path: readonly Command[]) => Promise<void>,
): Promise<TypedLine> {
  const path = [program];
  const given = new Map<string, string>();
  let option: FlagOption | null = null;
  let argumentCount = 0;
  let areOptionsOver = false;
  for (const word of words.slice(0, -1)) {
    const command = path.at(-1)!;
    const child = command.commands.find((one) => one.name() === word);
    if (option !== null) {
      given.set(option.attributeName(), word);
      option = null;
    } else if (areOptionsOver) {
      argumentCount++;
    } else if (word === '--') {
      areOptionsOver = true;
    } else if (word.startsWith('-')) {
      const { named, value } = optionOf(command, word);
      if (named !== null && value !== null) given.set(named.attributeName(), value);
      else option = named?.required ? named : null;
    } else if (child && argumentCount === 0) {
      path.push(child);
      await load(path);
    } else if (word !== 'help' || path.length > 1) {
      argumentCount++;
    }
  }
  const command = path.at(-1)!;
  const last = words.at(-1) ?? '';
  const place = { command, argumentCount, given, areOptionsOver };
  if (option !== null) return { ...place, option, typed: last };
  const { named, value } = areOptionsOver ? { named: null, value: null } : optionOf(command, last);
  return named !== null && value !== null
    ? { ...place, option: named, typed: value }
    : { ...place, option: null, typed: last };
}

/** The option that a word names, and its value where it stands behind `=`. */
function optionOf(command: Command, word: string) {
  const [, name, value = null] = /^(--[a-z-]+|-[a-z])(?:=([\s\S]*))?$/.exec(word) ?? [];
  const named = name === undefined ? undefined : command.options.find((one) => one.long === name || one.short === name);
  return { named: named instanceof FlagOption ? named : null, value };
}
