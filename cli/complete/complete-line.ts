import type { Command } from 'commander';
import type { CommandList } from '../add-commands.ts';
import { candidatesFor } from './candidates.ts';
import type { NameSource } from './names.ts';
import { plainWord, wordFor } from './plain-word.ts';
import { readTypedLine } from './typed-line.ts';

/**
 * What may come next on a command line, as shells are told it: a line `value<TAB>description` for each candidate, then `:` and the
 * directive.
 *
 * @param words - behind the program's name, as they were typed; the last is the one to be completed
 * @param options - where names come from, and which shell asks
 */
export async function completeLine(
  program: Command,
  commands: CommandList,
  words: readonly string[],
  { names, shell }: { readonly names: NameSource; readonly shell: string | undefined },
): Promise<string> {
  const load = async (path: readonly Command[]): Promise<void> => {
    const list = path.length === 2 ? commands : (await import('../commands/model/model.ts')).MODEL_COMMANDS;
    const command = path.at(-1)!;
    (await list[command.name()]![1]()).command(command, {});
  };
  const line = await readTypedLine(program, words.map(plainWord), load);
  const { values, directive } = await candidatesFor(line, names);
  const fitting = values.filter(([value]) => value.startsWith(line.typed) && !/[\n\t]/.test(value));
  const lines = fitting.map(([value, help]) => `${wordFor(shell, value)}\t${help.replaceAll(/\s+/g, ' ')}\n`);
  return `${lines.join('')}:${directive}\n`;
}
