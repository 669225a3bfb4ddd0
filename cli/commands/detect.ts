import { Command } from 'commander';
import { flag, withFlags } from '../flags/environment-option.ts';
import { runOptions } from '../flags/run-options.ts';

/** `framefleet detect`: the main job on this machine. */
export function detectCommand(): Command {
  const command = new Command('detect')
    .description('detect objects in videos and cameras on this machine, and store what is found')
    .argument('<input...>', 'files, folders, patterns, URLs, cameras');
  return withFlags(command, [
    ...runOptions(),
    flag('--workers <n>', 'worker processes', 'by the number of cores'),
    flag('--threads <n>', "threads of a worker's model", 'cores / workers'),
  ]).action(async (names: string[], _options, self: Command) => {
    const { detect } = await import('../../app/detect.ts');
    process.exitCode = await detect(names, self.optsWithGlobals());
  });
}
