import { processesNaming } from '../fixtures/processes.ts';
import { takeUnhandled } from '../fixtures/unhandled-errors.ts';
import { leftBehind } from './left-behind.ts';
import { whereOpened } from './open-handles.ts';
import { runFolder } from './run-folder.ts';

/** Lets every outermost `describe` fail that leaves a handle, a process or a temporary file behind. */
export const mochaHooks = {
  beforeAll(this: Mocha.Context) {
    for (const suite of this.test!.parent!.suites) suite.afterAll('leaves nothing behind', checkSuite);
  },
};

async function checkSuite(this: Mocha.Context): Promise<void> {
  this.timeout(0);
  await expectNothingLeft(['open handle: Timeout']); // mocha's own, whatever its limit
}

async function expectNothingLeft(expected: readonly string[] = []): Promise<void> {
  const left = [...(await leftBehind(expected)), ...takeUnhandled()];
  if (left.length === 0) return;
  const where = await whereOpened();
  killProcesses();
  throw new Error(`Expected the tests to leave nothing behind, got:\n${left.join('\n')}\n${where}`);
}

/** Ends what this run started, so that nothing of it is in the way of the suites that follow, or of the machine. */
function killProcesses(): void {
  for (const { pid } of processesNaming(runFolder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended meanwhile
    }
  }
}

/** Ends the run: fails if anything is left, and ends a process that does not end by itself. */
export async function endOfRun(): Promise<void> {
  watch();
  await expectNothingLeft();
}

function watch(): void {
  setTimeout(async () => {
    process.stderr.write(`Expected mocha to end by itself after the last test; it is ended. ${await whereOpened()}\n`);
    process.on('exit', () => {
      process.exitCode = 1; // after mocha's own listener
    });
    process.exit();
  }, 10_000).unref();
}
