import { ShellCompDirective as directives } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { labelListItem } from '../../shared/label-list.ts';
import { wordsOf } from '../flags/values.ts';
import { type NameKind, type NameSource, SHELLS } from './names.ts';
import type { TypedLine } from './typed-line.ts';

/** What may stand in a place of a command line. */
export interface Candidates {
  /** `[value, description]` */
  readonly values: readonly (readonly [string, string])[];
  /** Of `ShellCompDirective`. */
  readonly directive: number;
}

const { ShellCompDirectiveNoFileComp: noFiles, ShellCompDirectiveNoSpace: noSpace } = directives;
const keepOrder = directives.ShellCompDirectiveKeepOrder;
const FILES = { values: [], directive: directives.ShellCompDirectiveDefault };
const FOLDERS = { values: [], directive: directives.ShellCompDirectiveFilterDirs };

/** What the values of flags name; lists have commas between them. */
const FLAG_NAMES: Readonly<Record<string, { readonly kind: NameKind; readonly isList: boolean }>> = {
  run: { kind: 'run', isList: true },
  notIn: { kind: 'run', isList: false },
  video: { kind: 'video', isList: false },
  model: { kind: 'model', isList: false },
  ...Object.fromEntries(
    ['label', 'notLabel', 'with', 'without', 'then', 'classes'].map((key) => [key, { kind: 'label', isList: true }]),
  ),
};
/** The same of commands that take a file of zones and lines. */
const ZONE_FLAG_NAMES: typeof FLAG_NAMES = {
  ...Object.fromEntries(['zone', 'fromZone', 'toZone'].map((key) => [key, { kind: 'zone', isList: true }])),
  line: { kind: 'line', isList: true },
};

/** What arguments name, by what help calls them. */
const ARGUMENT_NAMES: Readonly<Record<string, NameKind>> = { run: 'run', shell: 'shell' };
/** Of `model pull` and `import`, `name` is no model that is there. */
const MODEL_ARGUMENTS = ['name', 'a', 'b'];

/** @param names - gives what of the store, the home folder and the model's names can be had in a short time */
export async function candidatesFor(line: TypedLine, names: NameSource): Promise<Candidates> {
  if (line.option !== null) return valuesOf(line, names);
  if (line.typed.startsWith('-') && !line.areOptionsOver) return optionsOf(line.command);
  const children = line.argumentCount === 0 ? line.command.commands : [];
  const listed = children.filter((child) => child.description() !== '');
  const values = listed.map((child) => [child.name(), child.description()] as const);
  if (values.length > 0) return { values, directive: noFiles };
  return argumentsOf(line, names);
}

function optionsOf(command: Command): Candidates {
  const own = command.options.filter(({ hidden }) => !hidden);
  const values = own.map(({ long, description }) => [long ?? '', description] as const);
  return { values: [...values, ['--help', 'display help for command']], directive: noFiles };
}

async function valuesOf({ command, option, typed, given }: TypedLine, names: NameSource): Promise<Candidates> {
  const { value, schema, words = wordsOf(schema) } = option!.flag;
  const key = option!.attributeName();
  const hasZones = command.options.some(({ long }) => long === '--zones');
  const named = FLAG_NAMES[key] ?? (hasZones ? ZONE_FLAG_NAMES[key] : undefined);
  if (/^<(file|path)>$/.test(value ?? '')) return FILES;
  if (/^<(dir|folder)>$/.test(value ?? '')) return FOLDERS;
  if (words) {
    const isList = /,|keys/.test(value ?? '');
    const choices = words.map((word) => [word, ''] as const);
    return isList ? listOf(choices, typed) : { values: choices, directive: noFiles | keepOrder };
  }
  if (!named) return { values: [], directive: noFiles };
  const values = await names(named.kind, given);
  if (named.kind === 'model') return { values, directive: directives.ShellCompDirectiveDefault };
  if (!named.isList) return { values, directive: noFiles | keepOrder };
  return listOf(named.kind === 'label' ? values.map(([name, help]) => [labelListItem(name), help]) : values, typed);
}

/** What may stand next in a list with commas: nothing twice. */
function listOf(values: Candidates['values'], typed: string): Candidates {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const taken = before.split(',');
  const next = values.filter(([value]) => !taken.includes(value));
  return {
    values: next.map(([value, help]) => [`${before}${value}`, help]),
    directive: noFiles | noSpace | keepOrder,
  };
}

async function argumentsOf({ command, argumentCount, given }: TypedLine, names: NameSource): Promise<Candidates> {
  const all = command.registeredArguments;
  const last = all.at(-1);
  const argument = all[argumentCount] ?? (last?.variadic ? last : undefined);
  if (!argument) return { values: [], directive: noFiles };
  const name = argument.name();
  const isModel = command.parent?.name() === 'model' && MODEL_ARGUMENTS.includes(name) && command.name() !== 'import';
  const kind = isModel ? (command.name() === 'pull' ? 'official' : 'model') : ARGUMENT_NAMES[name];
  if (kind === 'shell') return { values: SHELLS.map((shell) => [shell, '']), directive: noFiles };
  if (kind === undefined) return command.name() === 'import' ? { values: [], directive: noFiles } : FILES;
  const values = await names(kind, given);
  return { values, directive: kind === 'model' ? directives.ShellCompDirectiveDefault : noFiles | keepOrder };
}
