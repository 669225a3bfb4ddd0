import { defineCommand } from '../define-command.ts';
import { detectionFilters, rawFilterOf, runFilters, storeFlags } from '../flags/store-flags.ts';

const filters = { ...runFilters, limit: { ...runFilters.limit, help: 'only the latest n' } };
const tz = { ...detectionFilters.tz, help: 'time zone in which a table tells moments', otherwise: "this machine's" };

/** `framefleet runs`: what the store holds. */
export const command = defineCommand({}, { ...storeFlags, ...filters, tz }, async (values) => {
  const filter = rawFilterOf(filters, values);
  const { printAnswer } = await import('../output/answer.ts');
  const { runColumns } = await import('../output/columns/run-columns.ts');
  await printAnswer(values, { ask: (reader) => reader.runs(filter), columnsOf: runColumns });
});
