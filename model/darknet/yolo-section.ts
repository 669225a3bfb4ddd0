import type { Shape, YoloLayer } from './network.ts';
import type { SectionOptions } from './section-options.ts';

type YoloFacts = Omit<YoloLayer, 'index' | 'line' | 'inputs' | 'output'>;

/**
 * What a `[yolo]` section says about the decoding of its input.
 *
 * @throws {ModelError} `MODEL_INVALID`, also when its input has not `anchors · (5 + classes)` channels
 * @see AlexeyAB/darknet, parser.c, parse_yolo
 */
export function parseYolo(options: SectionOptions, input: Shape): YoloFacts {
  const classes = options.integer('classes', { min: 1, fallback: 20 });
  const anchors = maskedAnchors(options);
  const filters = anchors.length * (5 + classes);
  if (input.channels !== filters) {
    throw options.error(
      'classes',
      `such that its input has ${anchors.length} anchors · (5 + ${classes} classes) = ${filters} filters`,
      `${input.channels} filters`,
    );
  }
  return {
    kind: 'yolo',
    anchors,
    classes,
    scaleXY: options.decimal('scale_x_y', 1),
    newCoords: options.flag('new_coords'),
    nonMaxSuppression: suppressionKind(options),
  };
}

/** Without `mask` all anchors; without `anchors` darknet gives each half a pixel. */
function maskedAnchors(options: SectionOptions): [number, number][] {
  const count = options.integer('num', { min: 1, max: 1000, fallback: 1 });
  const sides = options.has('anchors') ? options.numbers('anchors') : Array<number>(2 * count).fill(0.5);
  if (sides.length % 2 !== 0 || sides.length < 2 * count) {
    throw options.error('anchors', `${count} pairs (\`num\`)`, `${sides.length} numbers`);
  }
  const mask = options.has('mask') ? options.integers('mask') : Array.from({ length: count }, (_, row) => row);
  return mask.map((row) => {
    if (row < 0 || row >= count)
      throw options.error('mask', `rows of \`anchors\`, 0..${count - 1} (\`num\`)`, `${row}`);
    return [sides[2 * row]!, sides[2 * row + 1]!];
  });
}

/** Both `greedynms` and `diounms` compare DIoU; the first has the exponent 0.6 built in, the second takes `beta_nms`. */
function suppressionKind(options: SectionOptions): 'iou' | 'diou' {
  const kind = options.choice('nms_kind', ['default', 'greedynms', 'diounms'], 'default');
  const exponent = options.decimal('beta_nms', 0.6);
  if (kind === 'diounms' && exponent !== 0.6) {
    throw options.error('beta_nms', '0.6 where `nms_kind` is diounms', `${exponent}`);
  }
  return kind === 'default' ? 'iou' : 'diou';
}
