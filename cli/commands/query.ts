import type { Command } from 'commander';
import { parseDetectionFilter } from '../../results/query/filters.ts';
import { flagName } from '../flags/flag.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';
import { detectionFilters, rawFilterOf, storeFlags } from '../flags/store-flags.ts';

/** `framefleet query`: detections, row by row. */
export function queryCommand(command: Command, environment: Environment): void {
  onCall(command, { ...storeFlags, ...detectionFilters }, environment, async (values) => {
    const filter = rawFilterOf(detectionFilters, values);
    parseDetectionFilter(filter, flagName);
    const { printAnswer } = await import('../output/print-answer.ts');
    await printAnswer(values, (reader) => reader.detections(filter));
  });
}
