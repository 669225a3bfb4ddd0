import assert from 'node:assert/strict';
import { Command } from 'commander';
import { defineCommand } from '../../../cli/define-command.ts';
import { flag, optionalFlag, requiredFlag, toggle, withoutVariables } from '../../../cli/flags/flag.ts';
import { choice, integer, number, path } from '../../../cli/flags/values.ts';

const FLAGS = {
  maxQueuedMb: flag('<m>', 'how much may wait', integer(1, 1024), 512),
  fps: optionalFlag('<f>', 'how many a second', number(0, 100), { otherwise: 'all' }),
  spinning: toggle('let threads sleep', { isNegated: true }),
  gray: toggle('one channel'),
  redisUrl: requiredFlag('<url>', 'Redis', path('a socket'), { variable: 'REDIS_URL' }),
  ffmpegPath: optionalFlag('', '', path('an ffmpeg'), { variable: 'FFMPEG_PATH', isVariableOnly: true }),
  ...withoutVariables({ by: flag('<key>', 'what by', choice(['label', 'video']), 'label') }),
};

const REDIS = { REDIS_URL: '/redis.sock' };

function commandWith(environment: Record<string, string>, heard: unknown[] = []): Command {
  const command = new Command('try').exitOverride().configureOutput({ writeErr: () => undefined });
  defineCommand({}, FLAGS, async (values) => {
    heard.push(values);
  })(command, environment);
  return command;
}

async function read(args: readonly string[], environment: Record<string, string> = REDIS) {
  const heard: unknown[] = [];
  await commandWith(environment, heard).parseAsync(args, { from: 'user' });
  return heard[0];
}

const DEFAULTS = {
  maxQueuedMb: 512,
  fps: null,
  spinning: true,
  gray: false,
  redisUrl: '/redis.sock',
  ffmpegPath: null,
  by: 'label',
};

describe('The flags of a command', () => {
  for (const [what, args, environment, expected] of [
    ['have their defaults', [], {}, {}],
    [
      'are read',
      ['--max-queued-mb', '7', '--fps', '2.5', '--by', 'video'],
      {},
      { maxQueuedMb: 7, fps: 2.5, by: 'video' },
    ],
    [
      'come from the environment',
      [],
      { FRAMEFLEET_MAX_QUEUED_MB: '8', FFMPEG_PATH: '/f' },
      { maxQueuedMb: 8, ffmpegPath: '/f' },
    ],
    ['win over the environment', ['--max-queued-mb', '7'], { FRAMEFLEET_MAX_QUEUED_MB: '8' }, { maxQueuedMb: 7 }],
    ['are absent where their variable is empty', [], { FRAMEFLEET_MAX_QUEUED_MB: '', FRAMEFLEET_FPS: '' }, {}],
    ['without a variable are not read from one', [], { FRAMEFLEET_BY: 'video' }, {}],
    ['that are switches are switched', ['--gray', '--no-spinning'], {}, { gray: true, spinning: false }],
    [
      'that are switches are switched by a variable',
      [],
      { FRAMEFLEET_GRAY: '1', FRAMEFLEET_NO_SPINNING: 'yes' },
      { gray: true, spinning: false },
    ],
    ['that are switches are off by 0', [], { FRAMEFLEET_GRAY: '0', FRAMEFLEET_NO_SPINNING: 'False' }, {}],
  ] as const) {
    it(what, async () => {
      assert.deepEqual(await read(args, { ...REDIS, ...environment }), { ...DEFAULTS, ...expected });
    });
  }

  it('are refused all at once, each by the name under which it was written', async () => {
    const args = ['--max-queued-mb', '', '--fps', 'fast', '--by', 'day'];
    await assert.rejects(read(args, {}), {
      code: 'CONFIG_INVALID',
      message: [
        'Expected `--max-queued-mb` to be an integer in 1..1024, got ``.',
        'Expected `--fps` to be a number in 0..100, got `fast`.',
        'Expected `--redis-url` to be the path of a socket, got nothing.',
        'Expected `--by` to be label or video, got `day`.',
      ].join('\n'),
    });
    await assert.rejects(read([], { ...REDIS, FRAMEFLEET_FPS: '1e3' }), {
      message: 'Expected `FRAMEFLEET_FPS` to be a number in 0..100, got `1e3`.',
    });
  });

  it('show in help what holds without them, and their variable', () => {
    const help = commandWith({}).configureHelp({ helpWidth: 200 }).helpInformation();
    for (const line of [
      '--max-queued-mb <m>  how much may wait (default: 512, env: FRAMEFLEET_MAX_QUEUED_MB)',
      '--fps <f>            how many a second (default: all, env: FRAMEFLEET_FPS)',
      '--no-spinning        let threads sleep (env: FRAMEFLEET_NO_SPINNING)',
      '--redis-url <url>    Redis (env: REDIS_URL)',
      '--by <key>           what by (default: label)',
    ]) {
      assert.ok(help.includes(`  ${line}\n`), help);
    }
    assert.ok(!help.includes('FFMPEG_PATH'));
  });
});
