import assert from 'node:assert/strict';
import { parseCocoLabels } from '../../../model/evaluation/coco-labels.ts';
import { namesList } from '../../../model/evaluation/names-list.ts';
import { sharedClasses, unknownNames } from '../../../model/evaluation/shared-classes.ts';
import { cornersOf, parseYoloLabels } from '../../../model/evaluation/yolo-labels.ts';

describe("darknet's label files", () => {
  it('hold a box on a line, relative to the image', () => {
    const labels = parseYoloLabels('1 0.5 0.5 0.5 1\r\n\n0  .25 .5 .5 .5 \n', 'a.txt', 2);
    assert.deepEqual(
      labels.map(({ classId, box }) => [classId, cornersOf(box, { width: 200, height: 100 })]),
      [
        [1, [50, 0, 150, 100]],
        [0, [0, 25, 100, 75]],
      ],
    );
  });

  for (const [line, expected] of [
    ['0 0.5 0.5 0.5', /line 2: expected `class cx cy w h`, five numbers, got `0 0.5 0.5 0.5`/],
    ['0 0.5 0.5 0.5 0.5 0.9', /five numbers/],
    ['cat 0.5 0.5 0.5 0.5', /five numbers/],
    ['0 0.5 nan 0.5 0.5', /five numbers/],
    ['2 0.5 0.5 0.5 0.5', /line 2: expected a class of 0\.\.1/],
    ['-1 0.5 0.5 0.5 0.5', /a class of 0\.\.1/],
    ['0.5 0.5 0.5 0.5 0.5', /a class of 0\.\.1/],
    ['0 320 240 100 50', /relative to the image/],
    ['0 0.5 0.5 0 0.5', /w and h above 0/],
  ] as const) {
    it(`refuse \`${line}\`, naming file and line`, () => {
      assert.throws(() => parseYoloLabels(`0 0.5 0.5 0.5 0.5\n${line}\n`, 'a.txt', 2), {
        code: 'INPUT_UNREADABLE',
        message: expected,
      });
    });
  }
});

describe('COCO files', () => {
  const coco = {
    images: [{ id: 7, file_name: 'a.jpg' }],
    categories: [
      { id: 3, name: 'dog' },
      { id: 1, name: 'cat' },
    ],
    annotations: [{ image_id: 7, category_id: 3, bbox: [1, 2, 3, 4] }],
  };

  it('hold boxes and flags; categories come by id', () => {
    const annotation = { ...coco.annotations[0], iscrowd: 1, ignore: true };
    const labels = parseCocoLabels(JSON.stringify({ ...coco, annotations: [annotation] }), 'a.json');
    assert.deepEqual(labels.annotations, [
      { image_id: 7, category_id: 3, bbox: [1, 2, 3, 4], iscrowd: true, ignore: true },
    ]);
    assert.deepEqual(
      labels.categories.map(({ name }) => name),
      ['cat', 'dog'],
    );
  });

  for (const [name, text, expected] of [
    ['what is no JSON', 'nothing', /a\.json.*to be a COCO file of labels, got: .*JSON/],
    ['another JSON', '[]', /expected object/],
    ['results', JSON.stringify({ ...coco, images: undefined }), /images: /],
    ['a short box', JSON.stringify({ ...coco, annotations: [{ ...coco.annotations[0], bbox: [1, 2] }] }), /bbox/],
    [
      'an unknown image',
      JSON.stringify({ ...coco, annotations: [{ ...coco.annotations[0], image_id: 8 }] }),
      /annotations\.0: unknown image 8/,
    ],
    [
      'an unknown category',
      JSON.stringify({ ...coco, annotations: [coco.annotations[0], { ...coco.annotations[0], category_id: 2 }] }),
      /annotations\.1: unknown category 2/,
    ],
  ] as const) {
    it(`refuse ${name}`, () => {
      assert.throws(() => parseCocoLabels(text, 'a.json'), { code: 'INPUT_UNREADABLE', message: expected });
    });
  }
});

describe('classes that labels and model share', () => {
  it('are matched by name, in the spelling of COCO or darknet', () => {
    const labels = ['person', 'aeroplane', 'pottedplant', 'tvmonitor', 'sofa', 'motorbike', 'traffic light'];
    const names = ['Motorcycle', 'zebra', 'potted plant', 'tv', 'couch', 'airplane', 'traffic_light', 'person'];
    const shared = sharedClasses(names, labels, 'coco.names');
    assert.deepEqual(shared, [5, null, 2, 3, 4, 1, 6, 0]);
    assert.match(unknownNames(names, shared)[0]!, /does not know 1 classes of the labels.*: zebra\./);
  });

  it('must be one at least', () => {
    assert.throws(() => sharedClasses(['zebra'], ['cat', 'dog'], 'zoo.names'), {
      code: 'CONFIG_INVALID',
      message: 'Expected `zoo.names` to name at least one class of the model (cat, dog), got zebra.',
    });
  });

  for (const [text, expected] of [
    ['', /line 1: expected a name, got an empty line/],
    ['cat\n\ndog\n', /line 2: .*empty line/],
    ['cat\ndog\ncat\n', /line 3: .*`cat` once more/],
  ] as const) {
    it(`come from a list of names, not from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(namesList('cat\r\ndog\n\n', 'a.names'), ['cat', 'dog']);
      assert.throws(() => namesList(text, 'a.names'), { code: 'INPUT_UNREADABLE', message: expected });
    });
  }
});
