import type { RedisWatch } from '../queue/redis-watch.ts';
import type { Logger } from '../shared/logging.ts';

const LOOK_MS = 500;
/** A Redis that is started anew is back sooner. */
const PATIENCE_MS = 5_000;

/**
 * Ends this process, which is stopping, where Redis says nothing or cannot be reached for a while: nothing could be handed over, and
 * what is in hand is handed out to others when its lock runs out.
 *
 * @returns gives that up
 */
export function endWithoutRedis(
  connections: readonly { readonly status: string }[],
  watches: readonly Pick<RedisWatch, 'isSilent'>[],
  log: Logger,
  patienceMs = PATIENCE_MS,
): () => void {
  let awaySince: number | null = null;
  const timer = setInterval(() => {
    awaySince = connections.every(({ status }) => status === 'ready') ? null : (awaySince ?? performance.now());
    const isSilent = watches.some((watch) => watch.isSilent);
    if (!isSilent && (awaySince === null || performance.now() - awaySince < patienceMs)) return;
    log.warn(`Redis is ${isSilent ? 'silent' : 'gone'}: what is in hand is left to others`);
    process.exit();
  }, LOOK_MS);
  return () => clearInterval(timer);
}
