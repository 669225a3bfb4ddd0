import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { type Condition, labelsIn } from '../query/filter/condition.ts';
import type { MinConfidence } from '../query/filter/confidence.ts';
import type { DetectionFilter } from '../query/filter/filters.ts';
import type { ResolvedCondition, ResolvedFilter } from '../query/match/resolved-filter.ts';
import { KnownLabels } from './resolve-labels.ts';
import { resolveRuns } from './resolve-runs.ts';
import { commonSize, inPixels } from './resolve-sizes.ts';
import { type ClockNeed, resolveWindows } from './resolve-windows.ts';
import { resolveZones } from './resolve-zones.ts';

/** A filter whose names are known, and what knows others. */
export interface Resolution {
  readonly filter: ResolvedFilter;
  readonly labels: KnownLabels;
}

/**
 * Checks the names in a filter against the store, and gives the numbers by which rows name them.
 *
 * @param options - `clock`: whether the wall clock is asked for even where no filter says anything of it
 * @throws {QueryError} `RUN_NOT_FOUND` (run, video), `QUERY_INVALID` (a label that no model of the runs asked about has, no clock)
 */
export async function resolveFilter(
  connection: DuckDBConnection,
  filter: Omit<DetectionFilter, 'limit'>,
  { clock = 'no' }: { readonly clock?: ClockNeed } = {},
): Promise<Resolution> {
  const asked = await resolveRuns(connection, filter);
  const labels = new KnownLabels(connection, asked);
  const { minConfidence, where, overlap, aspect, from, to, within } = filter;
  const { runNos, zone: placed } = await resolveZones(connection, filter, asked);
  const places = { zone: placed, area: filter.area };
  const { zone, area } = inPixels(places, await commonSize(connection, places, runNos));
  requireWithin(filter);
  const numbers = async (field: 'label' | 'with' | 'without' | 'then') =>
    filter[field].length === 0 ? null : labels.seenNumbersOf(field, filter[field]);
  return {
    labels,
    filter: {
      ...{ runNos, zone, overlap, area, aspect, from, to, within },
      labelNos: await numbers('label'),
      notLabelNos: await labels.seenNumbersOf('notLabel', filter.notLabel),
      minConfidence: minConfidence && (await resolveConfidence(minConfidence, labels)),
      where: where && (await resolveCondition(where, labels)),
      with: await numbers('with'),
      without: await numbers('without'),
      followedBy: await numbers('then'),
      windows: await resolveWindows(connection, runNos, filter, clock),
    },
  };
}

async function resolveConfidence({ others, byLabel }: MinConfidence, labels: KnownLabels) {
  const numbers = await labels.numbersOf('minConfidence', [...byLabel.keys()]);
  const seen = numbers.flatMap(({ label, labelNo }) =>
    labelNo === null ? [] : [[labelNo, byLabel.get(label)!] as const],
  );
  return { others, byLabelNo: new Map(seen) };
}

/** @throws {QueryError} `QUERY_INVALID` for labels that no model of the runs has */
export async function resolveCondition(
  condition: Condition,
  labels: KnownLabels,
  field = 'where',
): Promise<ResolvedCondition> {
  const known = await labels.numbersOf(field, labelsIn(condition));
  const numbers = new Map(known.map(({ label, labelNo }) => [label, labelNo]));
  const resolve = (one: Condition): ResolvedCondition => {
    if (one.kind === 'not') return { kind: 'not', part: resolve(one.part) };
    if (one.kind !== 'count') return { kind: one.kind, parts: one.parts.map(resolve) };
    return { ...one, label: one.label === null ? null : { labelNo: numbers.get(one.label)! } };
  };
  return resolve(condition);
}

/** `then` means nothing without saying how long after. */
function requireWithin({ then, within, with: near, without }: Omit<DetectionFilter, 'limit'>): void {
  if (then.length > 0 && within === null) {
    throw new QueryError('QUERY_INVALID', 'Expected `within` with `then`: how long after, such as 10s; got nothing.');
  }
  if (within !== null && then.length + near.length + without.length === 0) {
    throw new QueryError('QUERY_INVALID', 'Expected `with`, `without` or `then` beside `within`, got none of them.');
  }
}
