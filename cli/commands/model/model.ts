import { addCommands, type CommandList } from '../../add-commands.ts';
import { type CommandDefinition, flagOption } from '../../define-command.ts';
import { homeFlags } from '../../flags/common-flags.ts';

export const MODEL_COMMANDS: CommandList = {
  list: ['registered models', () => import('./list.ts')],
  pull: ["download, verify and import darknet's official weights", () => import('./pull.ts')],
  import: ['register a darknet model, or an ONNX file, under a name', () => import('./import.ts')],
  inspect: ['layers, parameters, cost, and the size that a weights file must have', () => import('./inspect.ts')],
  quantize: ['make the int8 graph of a model, from frames like those to be looked at', () => import('./quantize.ts')],
  eval: ['average precision on labelled images, as COCO counts it', () => import('./eval.ts')],
  compare: ['how far two models, precisions or sizes see the same in a video', () => import('./compare.ts')],
  bench: ['time a model on this machine, in several forms that take turns', () => import('./bench.ts')],
};

/** `framefleet model`: everything about models. */
export const command: CommandDefinition = (parent, environment) => {
  parent.addOption(flagOption('home', homeFlags.home)); // also before the subcommand's name
  addCommands(parent, MODEL_COMMANDS, environment);
};
