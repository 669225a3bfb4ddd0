import { join } from 'node:path';
import { parseRedisUrl } from '../queue/redis-address.ts';
import type { FramePictures } from '../shared/frame-pictures.ts';
import { parseListen } from '../shared/listen-address.ts';
import { createLogger } from '../shared/logging.ts';
import type { MakeReport } from '../shared/report.ts';
import type { ResultsConfig } from './results-config.ts';
import { startResultsService } from './service.ts';

/**
 * Runs the results service until it is told to stop: the first SIGTERM or SIGINT ends it after the transaction under
 * way, the second at once.
 *
 * @throws {FramefleetError} `CONFIG_INVALID`, `STORE_LOCKED`, `STORE_UNWRITABLE`, `STORE_UNREACHABLE`
 */
export async function runResults(config: ResultsConfig, frames: FramePictures, reports: MakeReport): Promise<void> {
  const service = await startResultsService({
    storePath: join(config.home, 'store', 'detections.duckdb'),
    redis: parseRedisUrl(config.redisUrl),
    namespace: config.namespace,
    listen: parseListen(config.listen),
    frames,
    reports,
    tokens: config,
    limits: { questions: config.maxQuestions },
    storeLimits: {
      questionMs: config.questionTime * 1000,
      memoryMb: config.questionMemoryMb,
      spillMb: config.questionSpillMb,
    },
    ...(config.lake !== null && { lake: { folder: config.lake } }),
    lockDurationMs: config.lockDurationMs,
    logger: createLogger('results', config.logLevel, process.stdout),
  });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(1));
  await service.close();
}
