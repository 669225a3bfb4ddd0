import assert from 'node:assert/strict';
import { countBars } from '../../../../cli/output/bars.ts';
import { countColumns } from '../../../../cli/output/columns/count-columns.ts';
import { coverageColumns, detectionColumns, segmentColumns } from '../../../../cli/output/columns/detection-columns.ts';
import { modelColumns } from '../../../../cli/output/columns/model-columns.ts';
import { runColumns } from '../../../../cli/output/columns/run-columns.ts';
import {
  crossingColumns,
  trackBoxColumns,
  trackColumns,
  visitColumns,
} from '../../../../cli/output/columns/track-columns.ts';
import { type View, viewOf } from '../../../../cli/output/columns/view.ts';
import type { ColumnsOf } from '../../../../cli/output/print-table.ts';
import { fitTable } from '../../../../cli/output/table.ts';
import { runSettingsSchema } from '../../../../shared/run.ts';

const RUN = {
  runId: 'rc323ad7b4eb0a044',
  videoId: 'vf9c34ae74dee86af',
  uri: '/videos/a/very/long/way/people-at-the-gate.mp4',
};
const OTHER = { runId: 'rc323ad7b4fffffff', videoId: 'v0000000000000000', uri: '/videos/other.mp4' };
const SHA = 'a'.repeat(64);

function view(columns: number | null): View {
  const ids = [RUN, OTHER].flatMap(({ runId, videoId }) => [runId, videoId]);
  return viewOf({ wide: false, columns, tz: 'Europe/Berlin' }, ids, [RUN, OTHER]);
}

const object = { ...RUN, trackId: 3, label: 'person', version: 1, pixelsPerSecond: 78.4321, metersPerSecond: 1.2345 };
const box = { classId: 0, frameIndex: 440, ptsSeconds: 17.59776536312849, x1: 2.861668, y1: 0.5, x2: 100.4, y2: 99.9 };
const count = { detections: 6739, frames: 460, lookedFrames: 460, meanPerFrame: 14.65217, maxPerFrame: 21 };

/** A row of each kind of answer. */
const ROWS: Readonly<Record<string, readonly [ColumnsOf<never>, readonly object[]]>> = {
  runs: [
    runColumns,
    [
      {
        ...RUN,
        ...{
          modelId: 'yolo-fastest-1.1-xl',
          modelSha256: SHA,
          settings: runSettingsSchema.parse({}),
          state: 'complete',
        },
        ...{ createdAt: '2026-03-02T22:59:01.160Z', completedAt: '2026-03-02T23:00:00.000Z', recordedAt: null },
        ...{ sampledFrames: 460, storedFrames: 458, failedFrames: 2, droppedFrames: 0, detections: 6773 },
        ...{
          inputError: 'the file ends early',
          inferenceMs: 4661.234,
          generation: 1,
          discardedResults: 0,
          gaps: [],
          carriedFrames: 0,
        },
      },
    ],
  ],
  detections: [detectionColumns, [{ ...RUN, ...box, label: 'person', confidence: 0.9534714, capturedAt: null }]],
  segments: [
    segmentColumns,
    [
      {
        ...RUN,
        ...{ from: 1.2, to: 1.76, seconds: 0.56, frames: 6, detections: 7, peak: 2, peakFrame: 30, bestFrame: 34 },
        ...{ bestSeconds: 1.36, bestConfidence: 0.98 },
      },
    ],
  ],
  coverage: [coverageColumns, [{ ...RUN, state: 'missing', from: 1.88, to: null, frames: null }]],
  'counts by label': [countColumns, [{ label: 'person', ...count }]],
  'counts by minute and label': [
    countColumns,
    [{ runId: RUN.runId, videoId: RUN.videoId, minute: 61, label: 'person', ...count }],
  ],
  'counts by video and model': [
    countColumns,
    [{ videoId: RUN.videoId, uri: RUN.uri, modelId: 'yolo-fastest', modelSha256: SHA, ...count }],
  ],
  tracks: [
    trackColumns,
    [
      {
        ...object,
        ...{ firstFrameIndex: 10, lastFrameIndex: 200, firstSeconds: 0.4, lastSeconds: 8.333, seconds: 7.83333 },
        ...{ detections: 180, confidence: 0.8012, pathPixels: 612.4, direction: 'left' },
      },
    ],
  ],
  'boxes of tracks': [trackBoxColumns, [{ ...object, ...box, confidence: null }]],
  visits: [
    visitColumns,
    [
      {
        ...object,
        ...{ zone: 'lawn', enteredFrameIndex: 10, leftFrameIndex: 99, entered: 0.4, left: 3.96, seconds: 3.56 },
        ...{ fromZone: 'porch', leftFromZone: 0.2, travelSeconds: 0.2 },
      },
    ],
  ],
  crossings: [crossingColumns, [{ ...object, line: 'door', direction: 'in', frameIndex: 77, ptsSeconds: 3.08 }]],
  models: [
    modelColumns,
    [{ name: 'yolov4', modelSha256: SHA, width: 608, height: 608, classes: 80, graphBytes: 257_717_640, fault: null }],
  ],
};

const linesOf = (text: string) => text.trimEnd().split('\n');

describe('A table', () => {
  for (const [name, [columnsOf, rows]] of Object.entries(ROWS)) {
    const fitted = (columns: number | null) => {
      const asked = view(columns);
      return fitTable(columnsOf(asked, rows as never), rows as never, asked.room);
    };

    it(`of ${name} fits terminals of 60 columns and more, and says what it leaves out`, () => {
      const all = linesOf(fitted(null).text)[0]!.split(/ {2,}/);
      for (let columns = 60; columns <= 240; columns += 5) {
        const { text, leftOut } = fitted(columns);
        const lines = linesOf(text);
        assert.equal(lines.length, 2);
        for (const line of lines) assert.ok(line.length <= columns, `${columns}: ${line}`);
        for (const title of leftOut) assert.ok(all.includes(title), title);
        assert.doesNotMatch(text, /\d\.\d{4}/, 'numbers are rounded');
      }
    });

    it(`of ${name} shows everything where there is no end to the room`, () => {
      const { text, leftOut } = fitted(null);
      assert.deepEqual(leftOut, []);
      assert.ok(!text.includes('…'));
      for (const key of ['runId', 'videoId', 'modelSha256'] as const) {
        const id = (rows[0] as Record<string, string>)[key];
        if (id !== undefined) assert.ok(text.includes(id), key);
      }
    });
  }

  const table = (name: string, columns: number) => {
    const [columnsOf, rows] = ROWS[name]!;
    const asked = view(columns);
    return fitTable(columnsOf(asked, rows as never), rows as never, asked.room);
  };

  it('names the video, and shortens ids as far as they can be told apart', () => {
    assert.deepEqual(table('detections', 110), {
      text:
        'video                           time  label   confidence  box          frame  class  run          video id\n' +
        'people-at-the-gate.mp4  00:00:17.598  person        0.95  3,1,100,100    440      0  rc323ad7b4e  vf9c34ae\n',
      leftOut: [],
    });
  });

  it('cuts the name before it leaves out what is of more importance', () => {
    const { text, leftOut } = table('runs', 80);
    assert.equal(
      text,
      'video                  state     frames  stored  failed  detections  run\n' +
        'people-at-the-gate.m…  complete     460     458       2        6773  rc323ad7b4e\n',
    );
    assert.deepEqual(leftOut.slice(0, 3), ['dropped', 'model', 'begun (Europe/Berlin)']);
  });

  it('draws bars where there is room for them, the longest as wide as the room', () => {
    const rows = [
      { label: 'person', ...count, detections: 40 },
      { label: 'dog', ...count, detections: 10 },
      { label: 'cat', ...count, detections: null },
    ];
    const columns = countColumns(view(80), rows);
    const { text } = fitTable(columns, rows, 80, countBars);
    const [, most, less, none] = linesOf(text);
    assert.equal(most!.length, 80);
    assert.equal(
      [...most!].filter((letter) => letter === '█').length,
      4 * [...less!].filter((letter) => letter === '█').length,
    );
    assert.match(none!, /^cat +– +460 /);
    assert.ok(!fitTable(columns, rows, 50, countBars).text.includes('█'));
    assert.ok(!fitTable(columns, rows, null, countBars).text.includes('█'));
  });
});
