#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { countCommand } from './commands/count.ts';
import { daemonCommand } from './commands/daemon.ts';
import { demoCommand } from './commands/demo.ts';
import { detectCommand } from './commands/detect.ts';
import { modelCommand } from './commands/model.ts';
import { produceCommand } from './commands/produce.ts';
import { queryCommand } from './commands/query.ts';
import { runsCommand } from './commands/runs.ts';
import { serveCommand } from './commands/serve.ts';
import { workerCommand } from './commands/worker.ts';
import { reportFailure } from './failure.ts';

// ONNX Runtime would report its use to its maker. Its native code reads this once, in whatever thread loads it first.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

// Verbs load what they need when they are called, so that the command line itself starts in a blink.

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('framefleet')
  .description('Detects objects in recorded video and cameras with YOLOv4, and answers questions about what was found.')
  .version(version)
  .exitOverride()
  .showHelpAfterError('(--help says more)');
const verbs = [
  ...[demoCommand(), detectCommand(), runsCommand(), queryCommand(), countCommand(), modelCommand()],
  ...[produceCommand(), workerCommand(), serveCommand()],
];
for (const verb of verbs) program.addCommand(verb);
program.addCommand(daemonCommand(), { hidden: true });
inheritSettings(program);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // `| head` has seen enough
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}

/** Verbs are made apart from the program; how it ends on bad usage is to be theirs too, at every depth. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}
