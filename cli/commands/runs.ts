import type { Command } from 'commander';
import type { RunRecord } from '../../shared/run.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';
import { rawFilterOf, runFilters, storeFlags } from '../flags/store-flags.ts';
import { oneBatch, type Row } from '../output/row.ts';

const filters = { ...runFilters, limit: { ...runFilters.limit, help: 'only the latest n' } };

/** `framefleet runs`: what the store holds. */
export function runsCommand(command: Command, environment: Environment): void {
  onCall(command, { ...storeFlags, ...filters }, environment, async (values) => {
    const filter = rawFilterOf(filters, values);
    const { printAnswer } = await import('../output/print-answer.ts');
    await printAnswer(values, async (reader, format) => {
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
