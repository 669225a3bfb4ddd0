import type { RunRecord } from '../../shared/run.ts';
import { defineCommand } from '../define-command.ts';
import { rawFilterOf, runFilters, storeFlags } from '../flags/store-flags.ts';

const filters = { ...runFilters, limit: { ...runFilters.limit, help: 'only the latest n' } };

/** `framefleet runs`: what the store holds. */
export const command = defineCommand({}, { ...storeFlags, ...filters }, async (values) => {
  const filter = rawFilterOf(filters, values);
  const { printAnswer } = await import('../output/answer.ts');
  await printAnswer(values, async (reader, format) => {
    const runs = await reader.runs(filter);
    return format === 'table' ? runs.map(summaryOf) : runs;
  });
});

/** The columns of a run that fit on a line. */
function summaryOf(run: RunRecord) {
  const { runId, uri, modelId, state, sampledFrames, storedFrames, failedFrames, droppedFrames, detections } = run;
  return { runId, state, sampledFrames, storedFrames, failedFrames, droppedFrames, detections, modelId, uri };
}
