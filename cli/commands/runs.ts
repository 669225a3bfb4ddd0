import type { Command } from 'commander';
import type { RunRecord } from '../../shared/run.ts';
import type { Row } from '../output/rows.ts';
import { flagOf, oneBatch, printAnswer, rawFilterOf, storeCommand } from './ask-store.ts';

/** `framefleet runs`: what the store holds. */
export function runsCommand(): Command {
  const command = storeCommand('runs', 'list the runs of the store and their state')
    .option('--run <id>', 'only this run')
    .option('--video <name>', 'only runs over this video: its id, address or file name')
    .option('--limit <n>', 'only the latest n');
  return command.action(async (options) => {
    const { parseRunFilter } = await import('../../results/query/filters.ts');
    const filter = rawFilterOf(options);
    parseRunFilter(filter, flagOf);
    await printAnswer(options, async (reader, format) => {
      const runs = await reader.runs(filter);
      return oneBatch(format === 'table' ? runs.map(summaryOf) : runs);
    });
  });
}

/** The columns of a run that fit on a line. */
function summaryOf(run: RunRecord): Row {
  const { runId, uri, modelId, state, sampledFrames, storedFrames, failedFrames, droppedFrames, detections } = run;
  return { runId, state, sampledFrames, storedFrames, failedFrames, droppedFrames, detections, modelId, uri };
}
