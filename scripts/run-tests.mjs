// Runs the tests in three mochas at once, since many wait for processes more than they compute: thirds that take as long. What one
// says is printed once those before it have ended. Ends with what failed, of all of them, and the sums: `N passed, N failed,
// N skipped`.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const THIRDS = ['e2e', 'app|cli|integration|queue'];
const specs = [`!(${THIRDS.join('|')})`, ...THIRDS.map((rooms) => `@(${rooms})`)].map(
  (rooms) => `dist/test/${rooms}/**/*.test.js`,
);
const mocha = ['node_modules/mocha/bin/mocha.js', process.stdout.isTTY ? '--color' : '--no-color'];
const children = [];

/** Runs one mocha; `print` hears what it says. */
function run(spec, print) {
  const child = spawn(process.execPath, [...mocha, spec], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
      print(text);
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ said, isPassed: code === 0 })));
}

// whoever stops this process alone stops all; the second time it ends at once
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
  });
}

const [first, ...others] = specs.map((spec, index) =>
  run(spec, index === 0 ? (text) => process.stdout.write(text) : () => undefined),
);
const results = [await first];
for (const other of others) {
  const result = await other;
  process.stdout.write(result.said);
  results.push(result);
}

const plain = results.map((result) => stripVTControlCharacters(result.said));
const said = plain.join('\n');
/** As mocha's reporter counts, over all. */
const sumOf = (what) =>
  [...said.matchAll(new RegExp(String.raw`^ +(\d+) ${what}( \(.*\))?$`, 'gm'))].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
const isPassed = results.every((result) => result.isPassed);
const failed = sumOf('failing') || (isPassed ? 0 : 1);
// Again, since it may be far above: who keeps only the end of a log finds it there.
for (const text of plain) {
  const [, failures] = text.split(/^ +\d+ failing$/m);
  if (failures !== undefined) process.stdout.write(`What failed:${failures.trimEnd()}\n`);
}
process.stdout.write(`${sumOf('passing')} passed, ${failed} failed, ${sumOf('pending')} skipped\n`);
process.exitCode = isPassed ? 0 : 1;
