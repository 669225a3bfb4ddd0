// Runs the tests in two mochas at once, since many wait for processes more than they compute: halves that take as long. What the second
// one says is printed when the first has ended. Ends with the sums: `N passed, N failed, N skipped`.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const OF_SECOND = 'app|e2e|integration|queue';
const [first, second] = [`dist/test/!(${OF_SECOND})/**/*.test.js`, `dist/test/@(${OF_SECOND})/**/*.test.js`];
const mocha = ['node_modules/mocha/bin/mocha.js', process.stdout.isTTY ? '--color' : '--no-color'];
const children = [];

/** Runs one mocha; `print` hears what it says. */
function run(specs, print) {
  const child = spawn(process.execPath, [...mocha, specs], { stdio: ['ignore', 'pipe', 'pipe'] });
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

// whoever stops this process alone stops both; the second time it ends at once
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
  });
}

const kept = run(second, () => undefined);
const results = [await run(first, (text) => process.stdout.write(text)), await kept];
process.stdout.write(results[1].said);

const said = results.map((result) => stripVTControlCharacters(result.said)).join('\n');
/** As mocha's reporter counts, over both. */
const sumOf = (what) =>
  [...said.matchAll(new RegExp(String.raw`^ +(\d+) ${what}( \(.*\))?$`, 'gm'))].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
const isPassed = results.every((result) => result.isPassed);
const failed = sumOf('failing') || (isPassed ? 0 : 1);
process.stdout.write(`${sumOf('passing')} passed, ${failed} failed, ${sumOf('pending')} skipped\n`);
process.exitCode = isPassed ? 0 : 1;
