import type { Command } from 'commander';
import { addDetectionFilters, flagOf, printAnswer, rawFilterOf, storeCommand } from './ask-store.ts';

/** `framefleet query`: detections, row by row. */
export function queryCommand(): Command {
  return addDetectionFilters(storeCommand('query', 'list stored detections')).action(async (options) => {
    const { parseDetectionFilter } = await import('../../results/query/filters.ts');
    const filter = rawFilterOf(options);
    parseDetectionFilter(filter, flagOf);
    await printAnswer(options, (reader) => reader.detections(filter));
  });
}
