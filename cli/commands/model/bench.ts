import { defineCommand } from '../../define-command.ts';
import { deviceFlag, homeFlags, jsonFlag, sizeFlag } from '../../flags/common-flags.ts';
import { flag, optionalFlag, toggle, withoutVariables } from '../../flags/flag.ts';
import { integer, path } from '../../flags/values.ts';
import { benchmarkReport } from '../../output/benchmark-report.ts';
import { printReport } from '../../output/print.ts';

const flags = {
  ...homeFlags,
  ...withoutVariables({
    cfg: optionalFlag('<file>', 'network definition instead, with --synthetic', path('a network definition')),
    synthetic: toggle('make well-behaved weights up'),
    rounds: flag('<n>', 'frames that each runs', integer(1, 10_000), 15),
    passes: toggle("also the graphs that the compiler's passes lead through"),
  }),
  size: sizeFlag,
  device: deviceFlag,
  threads: optionalFlag('<n>', 'threads of each on the CPU', integer(1, 256), { otherwise: 'the CPU quota' }),
  json: jsonFlag,
};

/** `framefleet model bench`: how fast a model is on this machine. */
export const command = defineCommand(
  { '[name]': 'a registered model, or a folder with one cfg, weights and names' },
  flags,
  async ({ json, ...options }, [name]: [string?]) => {
    const { benchmark } = await import('../../../app/benchmark.ts');
    const { result, gflop } = await benchmark({ ...options, name: name ?? null });
    printReport(result, json, (report) => benchmarkReport(report, gflop));
  },
);
