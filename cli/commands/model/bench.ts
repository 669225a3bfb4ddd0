import type { Command } from 'commander';
import { homeFlags, jsonFlag, sizeFlag } from '../../flags/common-flags.ts';
import { flag, optionalFlag, toggle } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';
import { integer, path } from '../../flags/values.ts';

const VARIABLE = { variable: null };

const flags = {
  ...homeFlags,
  cfg: optionalFlag(
    '<file>',
    'darknet network definition instead, with --synthetic',
    path('a network definition'),
    VARIABLE,
  ),
  synthetic: toggle('make well-behaved weights up', VARIABLE),
  size: sizeFlag,
  threads: optionalFlag('<n>', 'threads of each', integer(1, 256), { otherwise: 'the CPU quota' }),
  rounds: flag('<n>', 'frames that each runs', integer(1, 10_000), 15, VARIABLE),
  passes: toggle("also the graphs that the compiler's passes lead through", VARIABLE),
  json: jsonFlag,
};

/** `framefleet model bench`: how fast a model is on this machine. */
export function benchCommand(command: Command, environment: Environment): void {
  command.argument('[name]', 'a registered model, or a folder with one cfg, weights and names');
  onCall(command, flags, environment, async ({ json, ...options }, name?: string) => {
    const [{ benchmark }, { benchmarkReport }, { print, printJson }] = await Promise.all([
      import('../../../app/benchmark.ts'),
      import('../../output/benchmark-report.ts'),
      import('../../output/print.ts'),
    ]);
    const { result, gflop } = await benchmark({ ...options, name: name ?? null });
    if (json) printJson(result);
    else print(benchmarkReport(result, gflop));
  });
}
