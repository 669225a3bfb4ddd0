import type { Command } from 'commander';
import { addCommands, type CommandEntry } from '../../command-table.ts';
import { homeFlags } from '../../flags/common-flags.ts';
import { flagOption } from '../../flags/flag-option.ts';
import type { Environment } from '../../flags/read-flags.ts';

const COMMANDS: readonly CommandEntry[] = [
  { name: 'list', description: 'registered models', load: async () => (await import('./list.ts')).listCommand },
  {
    name: 'pull',
    description: "download, verify and import darknet's official weights",
    load: async () => (await import('./pull.ts')).pullCommand,
  },
  {
    name: 'import',
    description: 'register a darknet model, or an ONNX file, under a name',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'inspect',
    description: 'layers, parameters, cost, and the size that a weights file must have',
    load: async () => (await import('./inspect.ts')).inspectCommand,
  },
  {
    name: 'quantize',
    description: 'make the int8 graph of a model, from frames like those to be looked at',
    load: async () => (await import('./quantize.ts')).quantizeCommand,
  },
  {
    name: 'eval',
    description: 'average precision on labelled images, as COCO counts it',
    load: async () => (await import('./eval.ts')).evalCommand,
  },
  {
    name: 'compare',
    description: 'how far two models, precisions or sizes see the same in a video',
    load: async () => (await import('./compare.ts')).compareCommand,
  },
  {
    name: 'bench',
    description: 'time a model on this machine, in several forms that take turns',
    load: async () => (await import('./bench.ts')).benchCommand,
  },
];

/** `framefleet model`: everything about models. */
export function modelCommand(command: Command, environment: Environment): void {
  command.addOption(flagOption('home', homeFlags.home)); // also before the subcommand's name
  addCommands(command, COMMANDS, environment);
}
