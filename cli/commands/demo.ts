import { Command } from 'commander';
import { flag, homeFlag, withFlags } from '../flags/environment-option.ts';

/** `framefleet demo`: the main job on the bundled clip with the bundled network. */
export function demoCommand(): Command {
  const command = new Command('demo').description(
    'detect objects in a bundled clip with a bundled network, and show what can be asked: nothing to download',
  );
  return withFlags(command, [
    flag('--force', 'forget what is stored of the run and do it anew'),
    flag('--json', 'print one JSON object'),
    homeFlag(),
  ]).action(async (_options, self: Command) => {
    const { demo } = await import('../../app/demo/demo.ts');
    process.exitCode = await demo(self.optsWithGlobals());
  });
}
