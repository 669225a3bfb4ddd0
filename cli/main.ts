#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addCommands } from './command-table.ts';
import { COMMANDS } from './commands/commands.ts';
import { reportFailure } from './failure.ts';
import { outputFailure } from './output/print.ts';

// ONNX Runtime would report its use to its maker. Its native code reads this once, in whatever thread loads it first.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('framefleet')
  .description('Detects objects in recorded video and cameras with YOLOv4, and answers questions about what was found.')
  .version(version)
  .exitOverride()
  .showHelpAfterError('(--help says more)');
addCommands(program, COMMANDS, process.env);

const [first, ...rest] = process.argv.slice(2);
try {
  await program.parseAsync(first === 'help' ? [...rest, '--help'] : process.argv.slice(2), { from: 'user' });
} catch (error) {
  process.exitCode = reportFailure(error);
}
const failure = outputFailure();
if (failure) process.exitCode = Math.max(Number(process.exitCode ?? 0), reportFailure(failure));
