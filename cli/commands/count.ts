import type { Command } from 'commander';
import { parseCountFilter } from '../../results/query/filters.ts';
import { flag, flagName } from '../flags/flag.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';
import { detectionFilters, rawFilterOf, storeFlags } from '../flags/store-flags.ts';
import { choice } from '../flags/values.ts';

const filters = {
  ...detectionFilters,
  by: flag(
    '<key>',
    'what to count by: label, second, minute or video',
    choice(['label', 'second', 'minute', 'video']),
    'label',
    { variable: null },
  ),
};

/** `framefleet count`: how many detections, by label, time or video. */
export function countCommand(command: Command, environment: Environment): void {
  onCall(command, { ...storeFlags, ...filters }, environment, async (values) => {
    const filter = rawFilterOf(filters, values);
    parseCountFilter(filter, flagName);
    const [{ printAnswer }, { oneBatch }] = await Promise.all([
      import('../output/print-answer.ts'),
      import('../output/row.ts'),
    ]);
    await printAnswer(values, async (reader) => oneBatch(await reader.counts(filter)));
  });
}
