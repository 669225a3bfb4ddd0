import { type Command, Option } from 'commander';
import { addDetectionFilters, flagOf, oneBatch, printAnswer, rawFilterOf, storeCommand } from './ask-store.ts';

/** `framefleet count`: how many detections, by label, time or video. */
export function countCommand(): Command {
  const command = addDetectionFilters(storeCommand('count', 'count stored detections')).addOption(
    new Option('--by <key>', 'what to count by').choices(['label', 'second', 'minute', 'video']).default('label'),
  );
  return command.action(async (options) => {
    const { parseCountFilter } = await import('../../results/query/filters.ts');
    const filter = rawFilterOf(options);
    parseCountFilter(filter, flagOf);
    await printAnswer(options, async (reader) => oneBatch(await reader.counts(filter)));
  });
}
