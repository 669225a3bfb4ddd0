import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addCommands } from '../../cli/add-commands.ts';
import { COMMANDS } from '../../cli/commands/commands.ts';
import { describeRun } from '../../cli/output/run-report.ts';
import { STOPPING } from '../../cli/output/show-runs.ts';

const PAGES = ['README.md', ...readdirSync('docs').map((name) => join('docs', name))].filter((name) =>
  name.endsWith('.md'),
);
const texts = new Map(PAGES.map((page) => [page, readFileSync(page, 'utf8')]));

/** Flags of other programs that the pages name; those of the npm scripts stand on a page of their own. */
const OTHERS = [
  '--scale',
  '--build',
  '--data-urlencode',
  '--max-semi-space-size',
  '--optimize-for-size',
  '--v8-pool-size',
];

/** Every command, `detect` or `model list`, and its options. */
async function allCommands(): Promise<Map<string, Command>> {
  const found = new Map<string, Command>();
  const define = async (parent: Command, prefix: string): Promise<void> => {
    for (const child of parent.commands) found.set(`${prefix}${child.name()}`, child);
  };
  const program = new Command();
  addCommands(program, COMMANDS, {});
  await define(program, '');
  for (const [name, [, load]] of Object.entries(COMMANDS)) (await load()).command(found.get(name)!, {});
  const model = found.get('model')!;
  await define(model, 'model ');
  const { MODEL_COMMANDS } = await import('../../cli/commands/model/model.ts');
  for (const [name, [, load]] of Object.entries(MODEL_COMMANDS))
    (await load()).command(found.get(`model ${name}`)!, {});
  return found;
}

function consoleLines(page: string): string[] {
  return [...texts.get(page)!.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].flatMap(([, language, block]) =>
    language === '' || language === 'console' ? block!.split('\n') : [],
  );
}

describe('The pages', () => {
  let commands: Map<string, Command>;
  const flagsOf = (command: Command) => command.options.map(({ long }) => long ?? '');

  before(async () => {
    commands = await allCommands();
  });

  it('name every flag', () => {
    const all = [...texts.values()].join('\n');
    const missing = [...commands].flatMap(([name, command]) =>
      flagsOf(command)
        .filter((flag) => !new RegExp(`${flag}(?![a-z-])`).test(all))
        .map((flag) => `${name} ${flag}`),
    );
    assert.deepEqual(missing, []);
  });

  it('name no flag that there is not', () => {
    const known = new Set([...commands.values()].flatMap(flagsOf).concat('--help', '--version', OTHERS));
    for (const [page, text] of texts) {
      if (page === 'docs/soak.md') continue;
      const named = [...text.matchAll(/`(?:framefleet )?(--[a-z][a-z0-9-]*)/g)].map(([, flag]) => flag!);
      assert.deepEqual(
        named.filter((flag) => !known.has(flag)),
        [],
        page,
      );
    }
  });

  it('show commands with flags that they take', () => {
    let count = 0;
    for (const page of PAGES) {
      for (const line of consoleLines(page)) {
        const [, words] = /^\$ (?:[A-Z_]+=\S+ )*\.\/framefleet ([^#|&]*)/.exec(line) ?? [];
        if (words === undefined) continue;
        const [, name] = /^(model \w+|\w+)/.exec(words) ?? [];
        const command = commands.get(name ?? '');
        assert.ok(command, `${page}: ${line}`);
        const given = [...words.matchAll(/(?<=\s)--[a-z][a-z-]*/g)].map(([flag]) => flag);
        const taken = [...flagsOf(command), '--help'];
        assert.deepEqual(
          given.filter((flag) => !taken.includes(flag)),
          [],
          `${page}: ${line}`,
        );
        count++;
      }
    }
    assert.ok(count > 40, `${count} commands`);
  });

  it('give the defaults that help gives', () => {
    const rows = [...texts.get('docs/detect.md')!.matchAll(/^\| `(--[a-z-]+) [^`]*` \| ([^|]+?) \| /gm)].filter(
      ([, , text]) => /^[\d.]+$|^all$|cores/.test(text!),
    );
    assert.ok(rows.length >= 7, `${rows.length} rows`);
    for (const [, flag, text] of rows) {
      const option = commands.get('detect')!.options.find(({ long }) => long === flag);
      assert.ok(option?.description.includes(`(default: ${text}`), `${flag}: ${text}, but ${option?.description}`);
    }
  });

  it('show summaries as they are printed', () => {
    const counts = { sampledFrames: 12, storedFrames: 12, failedFrames: 0, droppedFrames: 0, detections: 12 };
    const times = {
      elapsedSeconds: 1.5,
      framesPerSecond: 1.5,
      inferenceMs: 1,
      inputError: null,
      gaps: [],
      latency: null,
      inferredFrames: 12,
      carriedFrames: 0,
      audit: null,
    };
    const run = { runId: 'RUN', videoId: 'v', uri: '/v', state: 'complete' as const, ...counts, ...times };
    const outcomes = ['complete before', 'complete', 'stopped', 'produced'] as const;
    const patterns = outcomes.map((outcome) => {
      const line = describeRun(run, outcome).split('\n')[1]!;
      return new RegExp(`^${line.replace('RUN', '[\\w-]+').replaceAll(/\d+\.\d/g, '\\d+\\.\\d')}$`);
    });
    const shown = PAGES.flatMap(consoleLines).filter((line) => line.startsWith('  run '));
    assert.ok(shown.length >= 10, `${shown.length} summaries`);
    for (const line of shown)
      assert.ok(
        patterns.some((pattern) => pattern.test(line)),
        line,
      );
    const stopping = PAGES.flatMap(consoleLines).filter((line) => line.startsWith('stopping'));
    assert.deepEqual([...new Set(stopping)], [STOPPING]);
  });
});
