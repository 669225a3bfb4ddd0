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
  const classes = options.integer('classes', { min: 1 });
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

function maskedAnchors(options: SectionOptions): [number, number][] {
  const sides = options.numbers('anchors');
  const count = options.integer('num', { min: 1 });
  if (sides.length !== 2 * count) throw options.error('anchors', `${count} pairs (\`num\`)`, `${sides.length} numbers`);
  return options.integers('mask').map((row) => {
    const [width, height] = sides.slice(2 * row, 2 * row + 2);
    if (row < 0 || width === undefined || height === undefined) {
      throw options.error('mask', `rows of \`anchors\`, 0..${count - 1}`, `${row}`);
    }
    return [width, height];
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
