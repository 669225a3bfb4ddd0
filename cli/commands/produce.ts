import { Command } from 'commander';
import { flag, withFlags } from '../flags/environment-option.ts';
import { runOptions } from '../flags/run-options.ts';

/** `framefleet produce`: only the producer, for a fleet. */
export function produceCommand(): Command {
  const command = new Command('produce')
    .description('put the frames of videos and cameras on the queue of a fleet')
    .argument('<input...>', 'files, folders, patterns, URLs, cameras');
  return withFlags(command, [
    ...runOptions(),
    flag('--redis-url <url>', 'Redis of the fleet').env('REDIS_URL'),
    flag('--results-url <url>', 'results service of the fleet'),
    flag('--namespace <name>', 'keeps several fleets on one Redis apart', 'framefleet'),
    flag('--no-wait', 'end when the last frame is on the queue'),
  ]).action(async (names: string[], _options, self: Command) => {
    const { produce } = await import('../../app/produce.ts');
    process.exitCode = await produce(names, self.optsWithGlobals());
  });
}
