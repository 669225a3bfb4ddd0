import { z } from 'zod';
import { captureLatencySchema } from '../../../shared/capture.ts';
import { errorBodySchema } from '../../../shared/error-body.ts';
import { frameRowSchema, runVideoSchema } from '../../../shared/frame-rows.ts';
import { predictionSchema } from '../../../shared/picture.ts';
import {
  countRowSchema,
  coverageRowSchema,
  detectionRowSchema,
  heatCellSchema,
  rowCursorSchema,
  segmentRowSchema,
} from '../../../shared/questions.ts';
import { chunkFailureSchema, ledgerSpanSchema, openRunSchema, runRecordSchema } from '../../../shared/run.ts';
import { dayRowSchema, timelineSchema } from '../../../shared/timeline.ts';
import { crossingRowSchema, trackBoxRowSchema, trackRowSchema, visitRowSchema } from '../../../shared/tracks.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Schemas that stand once in the document, under these names. */
const NAMED = {
  Detection: detectionRowSchema,
  Cursor: rowCursorSchema,
  Count: countRowSchema,
  Timeline: timelineSchema,
  Day: dayRowSchema,
  HeatCell: heatCellSchema,
  Segment: segmentRowSchema,
  Frame: frameRowSchema,
  RunVideo: runVideoSchema,
  Coverage: coverageRowSchema,
  Track: trackRowSchema,
  TrackBox: trackBoxRowSchema,
  Visit: visitRowSchema,
  Crossing: crossingRowSchema,
  Prediction: predictionSchema,
  Run: runRecordSchema,
  OpenRun: openRunSchema,
  Failure: chunkFailureSchema,
  Span: ledgerSpanSchema,
  Latency: captureLatencySchema,
  Error: errorBodySchema,
};
for (const [id, schema] of Object.entries(NAMED)) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });

/** JSON Schema of ours: of what comes in (`input`) or goes out (`output`), as OpenAPI 3.1 takes it. */
export class Schemas {
  /** The named ones that were used. */
  readonly components: Record<string, JsonSchema> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    // named schemas are told by name where they are part of another
    const text = JSON.stringify(z.toJSONSchema(z.object({ part: schema }), { io, unrepresentable: 'any', override }));
    const { $defs = {}, properties } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
    for (const [id, { $schema: _, id: __, $id: ___, ...component }] of Object.entries($defs))
      this.components[id] = component;
    return properties!.part as JsonSchema;
  }
}

/** Leaves out what says nothing, and what would forbid the fields of later versions. */
function override({ jsonSchema }: { readonly jsonSchema: JsonSchema }): void {
  delete jsonSchema.readOnly;
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
