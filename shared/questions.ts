import { z } from 'zod';

const runId = z.string();
const videoId = z.string();
const pixel = z.number();

/** A detection as questions are answered with; the box in source pixels. */
export const detectionRowSchema = z
  .object({
    runId,
    videoId,
    frameIndex: z.number().describe('0-based in the source, also where frames were sampled'),
    ptsSeconds: z.number().describe("The frame's own time stamp, in seconds of the stream"),
    classId: z.number().describe("0-based row of the model's names"),
    label: z.string(),
    confidence: z.number().describe('Objectness × class probability, 0..1'),
    x1: pixel.describe('The box in pixels of the source as it is shown, origin top left; not clipped'),
    y1: pixel,
    x2: pixel,
    y2: pixel,
    capturedAt: z.string().nullable().describe('When the frame was taken, ISO 8601 in UTC; null where nobody knows'),
    carriedFrom: z
      .number()
      .nullable()
      .optional()
      .describe(
        'The earlier frame that this one is the same as, or behind which it lies (adaptive runs), and that was looked at in its place; null where it was looked at itself. Absent where no run that was asked about has such frames',
      ),
  })
  .readonly();
export type DetectionRow = z.output<typeof detectionRowSchema>;

/** How often; the keys of the groups stand before the counts. */
export interface CountRow {
  readonly [group: string]: string | number | null;
  /** `null`, as all but `lookedFrames`, of a time that was not looked at. */
  readonly detections: number | null;
  /** Frames that hold at least one. */
  readonly frames: number | null;
  readonly lookedFrames: number | null;
  /** `detections` by `lookedFrames`. */
  readonly meanPerFrame: number | null;
  readonly maxPerFrame: number | null;
}

/** Of every row; `tracks` is there where it was asked for. */
const COUNTS = ['detections', 'frames', 'lookedFrames', 'meanPerFrame', 'maxPerFrame'] as const;

/** A record, since its keys stay in the order in which they came. */
export const countRowSchema: z.ZodType<CountRow> = z
  .record(z.string(), z.union([z.string(), z.number(), z.null()]))
  .refine((row): row is CountRow => COUNTS.every((name) => typeof row[name] === 'number' || row[name] === null))
  .meta({
    description:
      'The keys of the groups, and how often. Null, but `lookedFrames`, is what is of a time that was not looked at; `tracks` (different objects, where asked for) also what is of a run that is open',
    required: [...COUNTS],
    properties: Object.fromEntries([...COUNTS, 'tracks'].map((name) => [name, { type: ['number', 'null'] }])),
  }) as z.ZodType<CountRow>;

/** How many detections lie in one cell of the picture; cells that hold none are left out. */
export const heatCellSchema = z
  .object({
    label: z.string(),
    column: z.number().describe('0-based, from the left'),
    row: z.number().describe('0-based, from the top'),
    detections: z.number(),
  })
  .readonly();
export type HeatCell = z.output<typeof heatCellSchema>;

/** A stretch in which something holds. Times are `ptsSeconds` of its first and last frame. */
export const segmentRowSchema = z
  .object({
    runId,
    videoId,
    from: z.number().describe('`ptsSeconds` of its first frame'),
    to: z.number().describe('`ptsSeconds` of its last frame'),
    seconds: z.number(),
    frames: z
      .number()
      .nullable()
      .describe(
        'Frames in which it holds; null, as what follows, where none of the first condition lies in the stretch',
      ),
    detections: z.number().nullable(),
    peak: z.number().nullable().describe('Most detections in a frame'),
    peakFrame: z.number().nullable().describe('The first frame with so many'),
    bestFrame: z.number().nullable().describe('The frame with the surest detection'),
    bestSeconds: z.number().nullable(),
    bestConfidence: z.number().nullable(),
  })
  .readonly();
export type SegmentRow = z.output<typeof segmentRowSchema>;

/** A stretch of a run that was looked at, or was not. */
export const coverageRowSchema = z
  .object({
    runId,
    videoId,
    state: z
      .string()
      .describe(
        '`looked`, or in its place `found` and `nothing` where it is asked what was; else `failed`, `dropped`, `missing` (not there yet) or `outside` (of what the run was asked to look at)',
      ),
    from: z.number().nullable().describe('`ptsSeconds`; null: from the begin'),
    to: z.number().nullable().describe('`ptsSeconds`; null: to the end'),
    frames: z.number().nullable().describe('Null where nobody knows how many'),
  })
  .readonly();
export type CoverageRow = z.output<typeof coverageRowSchema>;

/** An answer in one piece: rows, where they go on, and what was looked at. */
export function answerSchemaOf<T extends z.ZodType>(row: T) {
  return z.object({
    rows: z.array(row).readonly(),
    next: z.string().nullable().describe('The `cursor` that goes on behind the last row; null where all are given.'),
    coverage: z.array(coverageRowSchema).readonly(),
  });
}

/** Where a list of detections goes on. */
export const rowCursorSchema = z
  .object({
    rows: z.number().describe('How many rows the list has in all'),
    cursor: z.string().nullable().describe('As `cursor` takes it; null at the begin of the list, and behind its end'),
  })
  .readonly();
export type RowCursor = z.output<typeof rowCursorSchema>;

/** Filters as somebody wrote them, in flags or in a URL. */
export type RawFilter = Readonly<Record<string, string>>;

/** The filters of a question that say which runs it is asked of. */
export function runFilterOf(filter: RawFilter): RawFilter {
  return chosenOf(filter, ['run', 'video']);
}

/** The filters of a question that say what its coverage is asked of. */
export function coverageFilterOf(filter: RawFilter): RawFilter {
  return chosenOf(filter, ['run', 'video', 'from', 'to']);
}

/** Filters that say what counts as found. */
const FOUND_FILTERS = [
  ...['run', 'video', 'label', 'notLabel', 'minConfidence', 'zone', 'zones', 'anchor', 'overlap', 'area', 'aspect'],
  ...['from', 'to', 'since', 'until', 'timeOfDay', 'weekday', 'tz', 'where', 'with', 'without', 'then', 'gap'],
];

/** The same, where it is asked too in which of what was looked at something was found. */
export function foundFilterOf(filter: RawFilter): RawFilter {
  // elsewhere it says how far apart two stretches are
  const isNear = ['with', 'without', 'then'].some((name) => name in filter);
  return { ...chosenOf(filter, isNear ? [...FOUND_FILTERS, 'within'] : FOUND_FILTERS), found: 'true' };
}

function chosenOf(filter: RawFilter, names: readonly string[]): RawFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => names.includes(name)));
}
