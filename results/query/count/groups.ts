import type { Group } from '../filter/fields.ts';

/** What a group is told by: columns of rows `t` (of runs `r`), and what answers call them. */
interface GroupRule {
  /** `[column, expression]` */
  readonly keys: readonly (readonly [string, string])[];
  /** `[name, expression]` over the groups `b`, with their run `r`, video `v` and model `m` */
  readonly names: readonly (readonly [string, string])[];
  /** Whether groups of it follow one another in time. */
  readonly isTime?: boolean;
}

const RUN = ['run_no', 't.run_no'] as const;
const OF_RUN = [
  ['runId', 'r.run_id'],
  ['videoId', 'r.video_id'],
] as const;

/** Lengths of the stretches of stream time that counts go by. */
export const STRETCHES = { second: 1, minute: 60, hour: 3600 } as const;
export type Stretch = keyof typeof STRETCHES;

// A stretch of stream time is a place in one video as one run saw it: those of several are not added up.
function stretch(name: Stretch): GroupRule {
  const key = `floor(t.at / ${STRETCHES[name]})`;
  return { keys: [RUN, [name, key]], names: [...OF_RUN, [name, `b.${name}`]], isTime: true };
}

const DAY_MS = 86_400_000;

export const GROUP_RULES: Readonly<Record<Group, GroupRule>> = {
  label: { keys: [], names: [['label', 'label']] },
  zone: { keys: [], names: [['zone', 'zone']] },
  frame: {
    keys: [RUN, ['frame_index', 't.frame_index'], ['pts_seconds', 't.at']],
    names: [...OF_RUN, ['frameIndex', 'b.frame_index'], ['ptsSeconds', 'b.pts_seconds']],
    isTime: true,
  },
  second: stretch('second'),
  minute: stretch('minute'),
  hour: stretch('hour'),
  day: {
    keys: [['day', `floor(t.local_ms / ${DAY_MS})`]],
    names: [['day', `strftime(DATE '1970-01-01' + b.day::INTEGER, '%Y-%m-%d')`]],
    isTime: true,
  },
  'hour-of-day': {
    keys: [['hour_of_day', `floor((t.local_ms - floor(t.local_ms / ${DAY_MS}) * ${DAY_MS}) / 3600000)`]],
    names: [['hourOfDay', 'b.hour_of_day']],
    isTime: true,
  },
  video: {
    keys: [['video_id', 'r.video_id']],
    names: [
      ['videoId', 'b.video_id'],
      ['uri', 'v.uri'],
    ],
  },
  run: { keys: [RUN], names: OF_RUN },
  model: {
    keys: [['model_sha256', 'r.model_sha256']],
    names: [
      ['modelId', 'm.model_id'],
      ['modelSha256', 'b.model_sha256'],
    ],
  },
};

/** The columns that groups are told by, each once; labels and zones apart. */
export function keysOf(by: readonly Group[]): Map<string, string> {
  return new Map(by.flatMap((group) => GROUP_RULES[group].keys));
}

/** The columns of an answer, each once. */
export function namesOf(by: readonly Group[]): Map<string, string> {
  return new Map(by.flatMap((group) => GROUP_RULES[group].names));
}

/** The one stretch of stream time that groups go by; `null`: none, or another measure of time beside it. */
export function stretchOf(by: readonly Group[]): Stretch | null {
  const times = by.filter((group) => GROUP_RULES[group].isTime);
  const [only] = times;
  return times.length === 1 && only !== undefined && only in STRETCHES ? (only as Stretch) : null;
}

/** Whether groups come run by run. */
export function isRunByRun(by: readonly Group[]): boolean {
  const first = by.find((group) => GROUP_RULES[group].isTime);
  return first !== undefined && GROUP_RULES[first].keys[0] === RUN;
}

export function isByClock(by: readonly Group[]): boolean {
  return by.includes('day') || by.includes('hour-of-day');
}
