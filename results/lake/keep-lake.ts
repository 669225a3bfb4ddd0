import { ConfigError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import { Lake } from './lake.ts';
import { LakeKeeper } from './lake-keeper.ts';
import type { LakeSource } from './lake-source.ts';

/**
 * Begins to keep a lake up to date with a store that this process has open. A folder that cannot be written at present is told by the
 * keeper, and does not keep results from being stored.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a folder that is no lake and holds other things
 */
export async function keepLake(
  store: { lakeSource(): Promise<LakeSource> },
  { folder, intervalMs }: { readonly folder: string; readonly intervalMs?: number },
  logger: Logger,
): Promise<LakeKeeper> {
  const lake = new Lake(folder);
  await lake.require().catch((error: unknown) => {
    if (error instanceof ConfigError) throw error; // what else is wrong may pass
  });
  const keeper = new LakeKeeper(lake, await store.lakeSource(), logger, intervalMs);
  keeper.start();
  return keeper;
}
