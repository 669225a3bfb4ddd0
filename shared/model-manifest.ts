import { z } from 'zod';
import { modelReferenceSchema } from './run.ts';

/** What one `[yolo]` layer needs to be decoded; anchors in network pixels. */
export const yoloHeadSchema = z.object({
  /** Name of the graph's output: `[batch, anchors · (5 + classes), gridHeight, gridWidth]`, float32, before any decoding. */
  output: z.string(),
  /** The anchors of this head, `[width, height]` each (the mask is applied already). */
  anchors: z.array(z.tuple([z.number(), z.number()])).min(1),
  scaleXY: z.number(),
  /** darknet's `new_coords`: the head is activated already, and sizes are `(2t)²`. */
  newCoords: z.boolean(),
  /** `nchw` as darknet writes it, or `nhwa` for `[batch, gridHeight, gridWidth, anchors, 5 + classes]` (ONNX model zoo). */
  layout: z.enum(['nchw', 'nhwa']),
});
export type YoloHead = Readonly<z.output<typeof yoloHeadSchema>>;

/** `model.json`: everything that producer and worker must know of a model beside its graph. */
export const modelManifestSchema = modelReferenceSchema
  .extend({
    formatVersion: z.literal(1),
    /** File name of the graph beside the manifest. */
    graph: z.string(),
    input: z.object({
      name: z.string(),
      width: z.number().int().positive(),
      height: z.number().int().positive(),
      /** `uint8`: 0..255, as every stored model takes them; `float32`: 0..1, as files of others may come. Always NHWC RGB. */
      type: z.enum(['uint8', 'float32']),
      /** Largest batch that the graph takes in one call; `null`: any. */
      maxBatch: z.number().int().positive().nullable(),
      /** The graph runs at any size whose sides are multiples of this; `null`: at its own only. */
      sizeStep: z.number().int().positive().nullable().default(null),
    }),
    /** What the cfg asks for when the user asks for nothing. */
    resize: z.enum(['stretch', 'letterbox']),
    heads: z.array(yoloHeadSchema).min(1),
    nonMaxSuppression: z.enum(['iou', 'diou']),
    labels: z.array(z.string()).min(1),
  })
  .readonly();
export type ModelManifest = z.output<typeof modelManifestSchema>;
