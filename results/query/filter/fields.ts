import { z } from 'zod';
import { parseLabelList } from '../../../shared/label-list.ts';
import { parseDuration, parseTime } from '../../../shared/time-text.ts';
import { parseMoment, parseTimeOfDay, parseWeekdays } from './clock.ts';
import { parseCondition } from './condition.ts';
import { parseMinConfidence } from './confidence.ts';
import { parseCursor } from './cursor.ts';
import { parseAreaRange, parseRange } from './range.ts';
import { isTimeZone } from './time-zone.ts';
import { ANCHORS, parseAskedZones } from './zone.ts';

/** Some text, without blanks at its ends. */
export const text = z.string().trim().min(1);

/** What `read` makes of a text; a fault where that is `null`. */
export function parsed<T>(read: (text: string) => T | null) {
  return text.transform((written, context): T => {
    const value = read(written);
    if (value === null) context.addIssue('not understood');
    return value ?? z.NEVER;
  });
}

/** A filter that is `null` unless it is given; `description` says what is expected. */
export function optional<T>(schema: z.ZodType<T, string>, description: string) {
  return schema.nullable().default(null).describe(description);
}

/** One of some words, the first unless it is given. */
function choice<const W extends readonly [string, ...string[]]>(words: W) {
  return z
    .enum(words)
    .default(words[0] as never)
    .describe(`${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
}

const LABELS = 'one label or several with commas between them, one that holds a comma in double quotes';
const CONDITION = 'a condition on a frame, such as `car>=3 and not person`';
const MOMENT = 'a date, or a date and time: 2026-03-01, 2026-03-01T22:00, 2026-03-01T22:00:00Z';
const LENGTH = 'a length of time: 2s, 500ms, 1.5m, 1h';

/** Along one side of a picture: finer than that nobody sees. */
const MOST_CELLS = 128;

const labels = () => parsed(parseLabelList).default([]).describe(LABELS);
const time = parsed(parseTime);
const duration = parsed(parseDuration);
/** A number without a sign. */
export const number = text.regex(/^(\d+\.?\d*|\.\d+)$/).transform(Number);
const share = number.pipe(z.number().gt(0).max(1));

export const runFields = {
  run: optional(
    text.transform((list) => list.split(',').map((id) => id.trim())),
    'the id of a run, or several with commas between them',
  ),
  video: optional(
    text,
    "a video's id, its address as given, or its file name, or several with commas between them; * and ? stand for any letters",
  ),
  limit: optional(
    text.regex(/^\d+$/).transform(Number).pipe(z.number().int().min(1).max(2_147_483_647)),
    'a whole number from 1',
  ),
};

/** What counts as seen. */
const seenFields = {
  minConfidence: optional(
    parsed(parseMinConfidence),
    'a number in 0..1, with others for single labels behind it: 0.5,dog=0.3',
  ),
  zone: optional(
    parsed(parseAskedZones),
    'x1,y1,x2,y2 with x1 < x2 and y1 < y2, or a polygon x,y x,y x,y …, in source pixels or with % in per cent of the picture; or names of zones',
  ),
  zones: optional(text, 'zones, as in a zones.yaml'),
  anchor: optional(text.pipe(z.enum(ANCHORS)), 'bottom, center, any or all'),
  overlap: optional(share, 'a number above 0, at most 1'),
  area: optional(parsed(parseAreaRange), 'a range of pixels or per cent: 400..10000, 1%.., ..5%'),
  aspect: optional(parsed(parseRange), 'a range of width by height: 0.3..0.8, 2.., ..0.5'),
};

/** When it was seen. */
const timeFields = {
  from: optional(time, 'seconds, mm:ss or hh:mm:ss'),
  to: optional(time, 'seconds, mm:ss or hh:mm:ss, later than `from`'),
  since: optional(parsed(parseMoment), MOMENT),
  until: optional(parsed(parseMoment), `${MOMENT}, later than \`since\``),
  timeOfDay: optional(parsed(parseTimeOfDay), 'two times of the day: 22:00-06:00'),
  weekday: optional(parsed(parseWeekdays), 'days of the week: sat,sun or mon-fri'),
  tz: text.refine(isTimeZone).default('UTC').describe('a time zone such as Europe/Berlin or UTC'),
};

export const detectionFields = {
  ...runFields,
  label: labels(),
  notLabel: labels(),
  ...seenFields,
  ...timeFields,
  where: optional(parsed(parseCondition), CONDITION),
  with: labels(),
  without: labels(),
  // biome-ignore lint/suspicious/noThenProperty: what the filter is called; it is no function
  then: labels(),
  within: optional(duration, LENGTH),
};

export const queryFields = {
  ...detectionFields,
  notIn: optional(text, 'the id of another run over the same video'),
  iou: optional(share, 'a number above 0, at most 1'),
  order: choice(['time', 'latest', 'confidence', 'size']),
  spread: optional(duration.pipe(z.number().positive()), `${LENGTH}, above 0`),
  cursor: optional(parsed(parseCursor), 'the `next` of an answer before'),
};

const { limit: _limit, ...unlimitedFields } = detectionFields;

/** Of a list of detections, all of it. */
export const cursorFields = {
  ...unlimitedFields,
  notIn: queryFields.notIn,
  iou: queryFields.iou,
  spread: queryFields.spread,
  order: queryFields.order,
  skip: text
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .default(0)
    .describe('a whole number from 0'),
};

/** Frames come by run and time, all of them. */
export const framesFields = {
  ...unlimitedFields,
  notIn: queryFields.notIn,
  iou: queryFields.iou,
  spread: queryFields.spread,
  only: optional(text, 'the id of a run among those asked about'),
};

export const GROUPS = [
  'label',
  'frame',
  'second',
  'minute',
  'hour',
  'day',
  'hour-of-day',
  'video',
  'run',
  'model',
  'zone',
] as const;
export type Group = (typeof GROUPS)[number];

/** Yes or no. */
const toggle = () =>
  choice(['false', 'true'])
    .transform((text) => text === 'true')
    .describe('true or false');

export const coverageFields = { ...detectionFields, found: toggle(), gap: optional(duration, LENGTH) };

export const countFields = {
  ...detectionFields,
  tracks: toggle(),
  by: parsed((list) => {
    const { success, data } = z.array(z.enum(GROUPS)).safeParse(list.split(',').map((key) => key.trim()));
    return success && new Set(data).size === data.length ? data : null;
  }).describe(`${GROUPS.slice(0, -1).join(', ')} or ${GROUPS.at(-1)}, or several with commas between them`),
};

/** Every row and frame that is left. */
export const exportFields = unlimitedFields;

/** Of days there are few. */
export const daysFields = unlimitedFields;

export const timelineFields = {
  ...unlimitedFields,
  axis: choice(['clock', 'stream']),
  bins: text
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(4000))
    .default(600)
    .describe('a whole number in 1..4000'),
};

/** Cells of a picture along one of its sides. */
const cells = (otherwise: number) =>
  text
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(MOST_CELLS))
    .default(otherwise)
    .describe(`a whole number, 1 to ${MOST_CELLS}`);

/** All cells in which something lies are given. */
export const heatMapFields = {
  ...unlimitedFields,
  columns: cells(32),
  rows: cells(18),
  spot: choice(['bottom', 'center', 'box']),
};

export const segmentFields = {
  ...detectionFields,
  gap: optional(duration, LENGTH),
  minLength: optional(duration, LENGTH),
  and: optional(parsed(parseCondition), CONDITION),
  or: optional(parsed(parseCondition), CONDITION),
  minus: optional(parsed(parseCondition), CONDITION),
  before: optional(parsed(parseCondition), CONDITION),
  after: optional(parsed(parseCondition), CONDITION),
};
