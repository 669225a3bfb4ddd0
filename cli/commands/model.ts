import { Command, Option } from 'commander';
import { homeOf } from '../../app/home.ts';
import { homeFlag } from '../flags/environment-option.ts';
import { evalCommand } from './model/eval.ts';
import { quantizeCommand } from './model/quantize.ts';

/** The verb `model`: everything about models; what a subcommand needs is loaded when it runs. */
export function modelCommand(): Command {
  const command = new Command('model')
    .description('list, pull, import, inspect, quantise, score and compare models')
    .addOption(homeFlag());
  command
    .command('list')
    .description('registered models')
    .option('--json', 'one JSON object per model on a line')
    .action(async (options: { json?: boolean }, self: Command) => {
      const { printModels } = await import('../output/models-table.ts');
      await printModels(homeOfModel(self), options.json ?? false);
    });
  command
    .command('pull')
    .description("download, verify and import darknet's official weights")
    .argument('<name>', 'yolov4 or yolov4-tiny')
    .addOption(new Option('--from <file>', 'a weights file fetched by other means').env('FRAMEFLEET_PULL_FROM'))
    .action(async (name: string, options: { from?: string }, self: Command) => {
      const { pull } = await import('../../app/pull.ts');
      await pull(name, homeOfModel(self), options.from ?? null);
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
      const { importFiles } = await import('../../app/import-files.ts');
      await importFiles(name, homeOfModel(self), options);
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
      const { inspect } = await import('../../app/inspect.ts');
      await inspect(name ?? null, homeOfModel(self), options);
    });
  quantizeCommand(
    command.command('quantize').description('make the int8 graph of a model, from frames like those to be looked at'),
    process.env,
  );
  evalCommand(
    command.command('eval').description('average precision on labelled images, as COCO counts it'),
    process.env,
  );
  command
    .command('agree')
    .description('how far two models, precisions or sizes see the same in a video')
    .argument('<a>', 'a registered model, a folder with one cfg, weights and names, or an ONNX file')
    .argument('<b>', 'another one, or the same at another precision or size')
    .requiredOption('--video <file>', 'the video to compare them on')
    .option('--precision <p,p>', 'fp32 or int8, of both or of A and B: fp32,int8 (default: fp32)')
    .option('--size <s,s>', 'N or WxH, multiples of 32, of both or of A and B: 416,608')
    .option('--every <n>', 'look at every n-th frame (default: 1)')
    .option('--confidence <c>', 'what counts as a detection (default: 0.25)')
    .option('--iou <t>', 'overlap above which the lesser of two boxes goes (default: 0.45)')
    .option('--json', 'one JSON object')
    .action(async (a: string, b: string, options: Record<string, string | boolean>, self: Command) => {
      const { agree } = await import('../../app/compare/compare-models.ts');
      await agree([a, b], homeOfModel(self), options);
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
    .option('--passes', "also the graphs that the compiler's passes lead through")
    .option('--json', 'one JSON object')
    .action(async (name: string | undefined, options: Record<string, string | boolean>, self: Command) => {
      const { benchmark } = await import('../../app/benchmark.ts');
      await benchmark(name ?? null, homeOfModel(self), options);
    });
  return command;
}

function homeOfModel(command: Command): string {
  return homeOf(command.optsWithGlobals());
}
