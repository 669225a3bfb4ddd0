import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from 'mocha';
import { framefleet } from '../../fixtures/cli.ts';
import { skip } from '../../fixtures/skip.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

const isInstalled = (program: string) => !spawnSync(program, ['--version']).error;

function requireProgram(context: Context, program: string): void {
  if (!isInstalled(program)) skip(context, 'a shell that is not installed');
}

/** What teaches a shell, in a file of its own. */
async function scriptFor(shell: string, folder: string): Promise<string> {
  const { code, stdout, stderr } = await framefleet(['complete', shell], folder);
  assert.deepEqual([code, stderr], [0, '']);
  const path = join(folder, `completion.${shell}`);
  await writeFile(path, stdout);
  return path;
}

/** A home with a model `mine`, and a video beside it. */
async function fillHome(home: string): Promise<void> {
  await mkdir(join(home, 'models', 'mine'), { recursive: true });
  await writeFile(join(home, 'gate one.mp4'), '');
}

describe('Completion in bash', () => {
  const home = suiteFolder();
  let path: string;

  before(async function () {
    requireProgram(this, 'bash');
    await fillHome(home);
    path = await scriptFor('bash', home);
  });

  /** The answers to a line; the words as bash cuts them. */
  const complete = (line: string, words: readonly string[], point = line.length) => {
    const script = `. "$1"; COMP_LINE=$2 COMP_POINT=$3 COMP_WORDS=("\${@:5}") COMP_CWORD=$4
      compopt() { :; }
      _framefleet
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const cword = String(words.length - 1);
    const args = ['--norc', '-c', script, 'bash', path, line, String(point), cword, ...words];
    const env = { PATH: process.env.PATH, HOME: home, FRAMEFLEET_HOME: home };
    const { stdout, stderr } = spawnSync('bash', args, { encoding: 'utf8', env, cwd: home });
    assert.equal(stderr, '');
    return stdout.trimEnd().split('\n');
  };

  for (const [line, words, answers] of [
    ['framefleet cou', ['framefleet', 'cou'], ['count']],
    ['framefleet query --not-', ['framefleet', 'query', '--not-'], ['--not-label', '--not-in']],
    ['framefleet query --order=s', ['framefleet', 'query', '--order', '=', 's'], ['size']],
    ['framefleet query --order=', ['framefleet', 'query', '--order', '='], ['time', 'latest', 'confidence', 'size']],
    [
      "framefleet query --where 'car>=3' --order s",
      ['framefleet', 'query', '--where', "'car>=3'", '--order', 's'],
      ['size'],
    ],
    [
      'framefleet query --where $(touch x) --order s',
      ['framefleet', 'query', '--where', '$(touch x)', '--order', 's'],
      ['size'],
    ],
    ['framefleet query --tz a:b --order s', ['framefleet', 'query', '--tz', 'a', ':', 'b', '--order', 's'], ['size']],
    ['./framefleet  detect --model m', ['./framefleet', 'detect', '--model', 'm'], ['mine']],
    ['framefleet detect ', ['framefleet', 'detect', ''], ['']],
  ] as const) {
    it(`${line}: ${answers.join(' ')}`, () => assert.deepEqual(complete(line, words), answers));
  }

  it('looks at what stands before the cursor only', () => {
    assert.deepEqual(complete('framefleet quxx --json', ['framefleet', 'quxx'], 'framefleet qu'.length), ['query']);
  });

  it('runs nothing of what is typed', () => {
    assert.equal(spawnSync('ls', [join(home, 'x')]).status === 0, false);
  });
});

describe('Completion in bash, as it is typed', () => {
  const home = suiteFolder();

  before(function () {
    for (const program of ['bash', 'script']) requireProgram(this, program);
  });

  it('completes commands, flags, values and files on a terminal', async () => {
    await fillHome(home);
    const path = await scriptFor('bash', home);
    const typed = [
      `PS1='$ '; . ${path}; framefleet() { printf '<%s>' "$@"; echo; }`,
      'framefleet cou\t--no-ch\t',
      'framefleet query --order=si\t',
      'framefleet detect ga\t',
      'exit',
    ];
    const child = spawn('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null'], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, FRAMEFLEET_HOME: home, TERM: 'dumb' },
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    const ended = new Promise((done) => child.once('close', done));
    child.stdin.end(typed.map((line) => `${line}\n`).join(''));
    await ended;
    const got = [...shown.matchAll(/^<.*>$/gm)].map(([line]) => line.trim());
    assert.deepEqual(got, ['<count><--no-chart>', '<query><--order=size>', '<detect><gate one.mp4>'], shown);
  });
});

for (const [shell, check] of [
  ['zsh', ['-n']],
  ['fish', ['--no-execute']],
] as const) {
  describe(`Completion in ${shell}`, () => {
    const folder = suiteFolder();

    it('has a script that names the command which answers, and that its shell understands where it is installed', async () => {
      const path = await scriptFor(shell, folder);
      const script = await readFile(path, 'utf8');
      assert.ok(script.includes(`${resolve('dist/cli/main.js')} complete -- `), script);
      if (!isInstalled(shell)) return;
      const { status, stderr } = spawnSync(shell, [...check, path], { encoding: 'utf8' });
      assert.deepEqual([status, stderr], [0, '']);
    });
  });
}

describe('framefleet complete', () => {
  const home = suiteFolder();

  it('knows the shells that it can teach', async () => {
    const { code, stderr } = await framefleet(['complete', 'tcsh'], home);
    assert.equal(code, 2);
    assert.match(stderr, /Expected a shell, bash, zsh, fish, got `tcsh`/);
  });

  it('answers a shell by lines and a directive', async () => {
    const { code, stdout, stderr } = await framefleet(['complete', '--', 'runs', '--wi'], home);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^--wide\t\w.*\n:4\n$/);
  });
});
