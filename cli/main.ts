#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import { addCommands } from './add-commands.ts';
import { COMMANDS } from './commands/commands.ts';
import { reportFailure } from './failure.ts';
import { hideSecretArguments } from './hide-secret-arguments.ts';
import { outputFailure, print } from './output/print.ts';
import { say } from './output/say.ts';

// ONNX Runtime would report its use to its maker. Its native code reads this once, in whatever thread loads it first.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
// The HTTP client's parser is WebAssembly. V8 would optimise it after some requests, which takes a fifth to a third of a second of a core.
// What asks nothing over HTTP starts a little sooner with the flags that Node's own code was compiled for.
if (!['worker', 'daemon'].includes(process.argv[2] ?? '')) setFlagsFromString('--wasm-tiering-budget=2000000000');

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** A command that has failed does not last longer. */
const END_MS = 5_000;

const program = new Command('framefleet')
  .description('Detects objects in recorded video and cameras with YOLOv4, and answers questions about what was found.')
  .version(version)
  .configureOutput({ writeOut: print, writeErr: (text) => say(text.trimEnd()) })
  .exitOverride()
  .showHelpAfterError('(--help says more)');
addCommands(program, COMMANDS, process.env);

process.on('uncaughtException', (error) => process.exit(reportFailure(error)));
// What could not be printed is known a moment after the last print.
process.on('exit', () => {
  const failure = outputFailure();
  if (failure) process.exitCode = Math.max(Number(process.exitCode ?? 0), reportFailure(failure));
});

hideSecretArguments(process.argv.slice(2));
const [first, ...rest] = process.argv.slice(2);
try {
  if (first === 'complete' && rest[0] === '--') {
    const { completeLine } = await import('./complete/complete-line.ts');
    const { namesOf } = await import('./complete/names.ts');
    const asking = { names: namesOf(process.env), shell: process.env.FRAMEFLEET_COMPLETE };
    print(await completeLine(program, COMMANDS, rest.slice(1), asking));
    process.exit(); // a store that takes its time is not waited for
  }
  await program.parseAsync(first === 'help' ? [...rest, '--help'] : process.argv.slice(2), { from: 'user' });
} catch (error) {
  process.exitCode = reportFailure(error);
  setTimeout(() => process.exit(), END_MS).unref(); // whatever is still open
}
