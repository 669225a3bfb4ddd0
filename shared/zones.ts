import { z } from 'zod';

const shapeSchema = z.union([z.null(), z.array(z.unknown()), z.looseObject({})]);

/**
 * What is to change in a `zones.yaml`: a merge patch (RFC 7396). What is named is set, `null` takes it away, and all else stays as it is. What
 * comes out has to be a `zones.yaml` that is understood.
 */
export const zonesPatchSchema = z.strictObject({
  videos: z
    .record(
      z.string().min(1),
      z.union([
        z.null(),
        z.strictObject({
          metersPerPixel: z.number().nullable().optional(),
          zones: z.record(z.string(), shapeSchema).nullable().optional(),
          lines: z.record(z.string(), shapeSchema).nullable().optional(),
        }),
      ]),
    )
    .describe('By pattern of videos; null takes away'),
});
export type ZonesPatch = Readonly<z.output<typeof zonesPatchSchema>>;

/** The zones that the service keeps. */
export const zonesStateSchema = z
  .object({
    text: z.string().describe('The `zones.yaml`, as `zones` of questions takes it; empty where there is none'),
    version: z.string().describe('Another whenever the text is another; whoever changes it says which one he has seen'),
  })
  .readonly();
export type ZonesState = z.output<typeof zonesStateSchema>;

/** A zone or a line of a video, in its pixels. */
export const placedShapeSchema = z
  .object({
    kind: z.enum(['zone', 'line']),
    name: z.string(),
    pattern: z.string().describe('Of the videos for which it is drawn'),
    anchor: z.string().describe('What of a box has to lie in it, or go over it'),
    points: z
      .array(z.tuple([z.number(), z.number()]))
      .readonly()
      .describe('Corners of a zone, or the two ends of a line, in pixels of the video as shown'),
    metersPerPixel: z.number().nullable().describe('Null where no scale is given'),
  })
  .readonly();
export type PlacedShape = z.output<typeof placedShapeSchema>;

/** The `zones.yaml` of a service. */
export interface ZonesKeeper {
  /** @throws {ConfigError} `CONFIG_INVALID` naming line and key, where the file is not understood */
  read(): Promise<ZonesState>;
  /**
   * Changes some of it, all at once or not at all; comments and what is not named stay.
   *
   * @param seen - the version that the change was made for
   * @throws {ConfigError} `EDIT_CONFLICT` where it is another by now, `CONFIG_INVALID` where what comes out would not be understood
   * @throws {OutputError} `OUTPUT_UNWRITABLE`
   */
  patch(patch: ZonesPatch, seen: string): Promise<ZonesState>;
}
