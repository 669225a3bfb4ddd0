import { join } from 'node:path';
import { LOOPBACK } from '../../shared/listen-address.ts';
import { createLogger } from '../../shared/logging.ts';
import { defineCommand } from '../define-command.ts';
import { fleetFlags, homeFlags, logLevelFlag, mediaFlags, tokenFlags } from '../flags/common-flags.ts';
import { flag, optionalFlag } from '../flags/flag.ts';
import { folder, integer, text, timeAboveZero } from '../flags/values.ts';

const address = text('host:port or unix:///path/to/socket');
const lockHelp = 'time after which results that a crashed service held are handed out again';

const flags = {
  ...homeFlags,
  ...fleetFlags,
  ...tokenFlags,
  listen: flag('<address>', `where to answer: ${address.description}`, address, `${LOOPBACK}:8080`),
  maxQuestions: flag('<n>', 'questions answered at the same time; others wait', integer(1, 1000), 16),
  questionTime: flag('<time>', 'how long a question may take: seconds or hh:mm:ss', timeAboveZero, 600),
  questionMemoryMb: flag('<m>', 'MiB of memory that questions may take, over all', integer(64), 1024),
  questionSpillMb: flag('<m>', 'MiB of disk beside the store that they may take then', integer(0), 8192),
  lake: optionalFlag('<dir>', 'keep complete runs in this folder as Parquet files (docs/lake.md)', folder),
  lockDurationMs: flag('<ms>', lockHelp, integer(500, 600_000), 30_000),
  ...mediaFlags,
  frameCacheMb: flag('<m>', 'MiB of memory in which frames of sources are kept that were shown', integer(0), 256),
  logLevel: logLevelFlag,
};

/** `framefleet serve`: the results service of a fleet. */
export const command = defineCommand({}, flags, async (config) => {
  const { requireWritable } = await import('../../model/files/atomic-folder.ts');
  process.umask(0o077); // the store is this user's alone
  await requireWritable(join(config.home, 'store'));
  const { SourceFrames } = await import('../../app/pictures/source-frames.ts');
  const log = createLogger('results', config.logLevel, process.stdout);
  const frames = new SourceFrames({ ...config, cacheBytes: config.frameCacheMb * 2 ** 20, log });
  const { serviceReport } = await import('../../app/report/service-report.ts');
  const { runResults } = await import('../../results/main.ts');
  await runResults(config, frames, serviceReport);
});
