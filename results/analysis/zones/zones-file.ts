import { z } from 'zod';
import { ANCHORS } from '../../query/filter/zone.ts';
import { readYaml, yamlFault } from './read-yaml.ts';

/** A coordinate as it is written: pixels of the video, or per cent of its width or height. */
export interface Coordinate {
  readonly value: number;
  readonly unit: 'pixels' | 'percent';
}

const coordinateSchema = z.union(
  [
    z.number().transform((value): Coordinate => ({ value, unit: 'pixels' })),
    z
      .string()
      .regex(/^\s*-?\d+(\.\d+)?\s*%\s*$/)
      .transform((text): Coordinate => ({ value: Number(text.replace('%', '')), unit: 'percent' })),
  ],
  { error: 'expected pixels (120) or per cent (12.5%)' },
);
const pointSchema = z.tuple([coordinateSchema, coordinateSchema], { error: 'expected a point, [x, y]' });
const metersPerPixel = z.number({ error: 'expected a number above 0' }).positive('expected a number above 0');
const anchorWords = (words: readonly string[]) => ({
  error: `expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
});
const LINE_ANCHORS = ['bottom', 'center', 'all'] as const;

const points = z
  .array(pointSchema, { error: 'expected a list of points, [[x, y], …]' })
  .min(3, 'expected at least three points');
const zoneSchema = z.union([
  points.transform((corners) => ({ points: corners, anchor: 'bottom' as const })),
  z.strictObject({ points, anchor: z.enum(ANCHORS, anchorWords(ANCHORS)).default('bottom') }),
]);
const lineSchema = z
  .strictObject({
    from: pointSchema,
    to: pointSchema,
    anchor: z.enum(LINE_ANCHORS, anchorWords(LINE_ANCHORS)).default('bottom'),
    metersPerPixel: metersPerPixel.nullable().default(null),
  })
  .refine(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to), 'expected two different points');

const name = z.string().regex(/^[^,\s][^,]*$/, 'expected a name without commas');
const videoSchema = z.strictObject({
  metersPerPixel: metersPerPixel.nullable().default(null),
  zones: z.record(name, zoneSchema).default({}),
  lines: z.record(name, lineSchema).default({}),
});
const fileSchema = z.strictObject({ videos: z.record(z.string(), videoSchema) });

export type ZoneText = z.output<typeof zoneSchema>;
export type LineText = z.output<typeof lineSchema>;
/** Zones and lines of the videos that a pattern fits, by pattern. */
export type ZonesFile = Readonly<z.output<typeof fileSchema>>;

/**
 * Reads a `zones.yaml`.
 *
 * @throws {YamlFault} naming line and key of each fault
 */
export function parseZonesFile(text: string): ZonesFile {
  const yaml = readYaml(text);
  const parsed = fileSchema.safeParse(yaml.value);
  if (parsed.success) return parsed.data;
  throw yamlFault(yaml, parsed.error.issues.flatMap(leavesOf));
}

/** The faults of the form that was meant, where there are several: the one that got farthest. */
function leavesOf(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0 || issue.path.length === 0) return [issue];
  const depthOf = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map(({ path }) => path.length));
  const farthest = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a))[0]!;
  if (depthOf(farthest) === 0) return [issue];
  return farthest.flatMap((one) => leavesOf({ ...one, path: [...issue.path, ...one.path] }));
}
