import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';

/** The verb `model`: everything about models; what a subcommand needs is loaded when it runs. */
export function modelCommand(): Command {
  const command = new Command('model').description('list, pull, import and inspect models').addOption(homeOption());
  command
    .command('list')
    .description('registered models')
    .option('--json', 'one JSON object per model on a line')
    .action(async (options: { json?: boolean }, self: Command) => {
      const { printModels } = await import('../model/print-models.ts');
      await printModels(homeOf(self), options.json ?? false);
    });
  command
    .command('pull')
    .description("download, verify and import darknet's official weights")
    .argument('<name>', 'yolov4 or yolov4-tiny')
    .addOption(new Option('--from <file>', 'a weights file fetched by other means').env('FRAMEFLEET_PULL_FROM'))
    .action(async (name: string, options: { from?: string }, self: Command) => {
      const { pull } = await import('../model/pull.ts');
      await pull(name, homeOf(self), options.from ?? null);
    });
  command
    .command('import')
    .description('register a darknet model, or an ONNX file, under a name')
    .argument('<name>')
    .option('--cfg <file>', 'darknet network definition')
    .option('--weights <file>', 'its weights')
    .option('--names <file>', 'its labels, one a line')
    .option('--onnx <file>', 'an ONNX file instead of the three')
    .action(async (name: string, options: Record<string, string>, self: Command) => {
      const { importFiles } = await import('../model/import-files.ts');
      await importFiles(name, homeOf(self), options);
    });
  command
    .command('inspect')
    .description('layers, parameters, cost, and the size that a weights file must have')
    .argument('[name]', 'a registered model, or a folder with one cfg, weights and names')
    .option('--cfg <file>', 'darknet network definition')
    .option('--weights <file>', 'weights to hold against it')
    .option('--names <file>', 'labels to hold against it')
    .addOption(new Option('--size <size>', 'N or WxH, multiples of 32').env('FRAMEFLEET_SIZE'))
    .option('--json', 'one JSON object')
    .action(async (name: string | undefined, options: Record<string, string | boolean>, self: Command) => {
      const { inspect } = await import('../model/inspect.ts');
      await inspect(name ?? null, homeOf(self), options);
    });
  command
    .command('bench')
    .description('time a model on this machine, in several forms that take turns')
    .argument('[name]', 'a registered model, or a folder with one cfg, weights and names')
    .option('--cfg <file>', 'darknet network definition instead, with --synthetic')
    .option('--synthetic', 'make well-behaved weights up')
    .addOption(new Option('--size <size>', 'N or WxH, multiples of 32').env('FRAMEFLEET_SIZE'))
    .addOption(new Option('--threads <n>', 'threads of each').env('FRAMEFLEET_THREADS'))
    .option('--rounds <n>', 'frames that each runs')
    .option('--json', 'one JSON object')
    .action(async (name: string | undefined, options: Record<string, string | boolean>, self: Command) => {
      const { bench } = await import('../model/bench.ts');
      await bench(name ?? null, homeOf(self), options);
    });
  return command;
}

function homeOption(): Option {
  return new Option('--home <folder>', 'where models, store and the private Redis live')
    .env('FRAMEFLEET_HOME')
    .default(join(homedir(), '.framefleet'), '~/.framefleet');
}

/** The program may define `--home` as well; its value then wins. */
function homeOf(command: Command): string {
  return command.optsWithGlobals<{ home: string }>().home;
}
