import assert from 'node:assert/strict';
import { parseMot } from '../../../../results/analysis/scoring/mot-text.ts';
import type { ExportFormat } from '../../../../results/export/export-source.ts';
import { kitti } from '../../../../results/export/formats/kitti.ts';
import { mot } from '../../../../results/export/formats/mot.ts';
import { yolo } from '../../../../results/export/formats/yolo.ts';
import { exportDetection, exportFrame, exportSource, exportVideo, twoVideos, written } from '../../fixtures/exports.ts';

/** The boxes of a YOLO file, back in pixels. */
function readYolo(text: string, width: number, height: number): [row: number, ...box: number[]][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [row, cx, cy, w, h] = line.split(' ').map(Number) as [number, number, number, number, number];
      const corners = [(cx - w / 2) * width, (cy - h / 2) * height, (cx + w / 2) * width, (cy + h / 2) * height];
      return [row, ...corners.map((corner) => Math.round(corner * 1000) / 1000)];
    });
}

describe('Exports that are folders', () => {
  it('list their frames with their own times', async () => {
    for (const format of [yolo, mot, kitti] satisfies ExportFormat[]) {
      const files = await written(format, twoVideos());
      const list = 'frameIndex,ptsSeconds,width,height\n0,0,200,100\n3,0.3,200,100\n4,0.71,200,100\n';
      assert.equal(files.get('gate/frames.csv'), list, format.name);
      assert.equal(files.get('yard/frames.csv'), 'frameIndex,ptsSeconds,width,height\n2,0.2,64,48\n', format.name);
    }
  });

  it('of YOLO have a file for each frame, an empty one where nothing is, in shares of its own size', async () => {
    const files = await written(yolo, twoVideos());
    const of = (path: string) => files.get(`obj_train_data/${path}.txt`);
    assert.equal(files.get('obj.names'), 'person\ntraffic light\ndog\ncat\n');
    assert.equal(files.get('obj.data'), 'classes = 4\ntrain = train.txt\nnames = obj.names\nbackup = backup/\n');
    const pictures = ['gate/000000', 'gate/000003', 'gate/000004', 'yard/000002'];
    assert.equal(files.get('train.txt'), pictures.map((path) => `obj_train_data/${path}.jpg\n`).join(''));
    assert.equal(of('gate/000000'), '0 0.200000 0.500000 0.200000 0.800000\n1 0.075625 0.702500 0.151250 0.595000\n');
    assert.deepEqual(readYolo(of('gate/000000')!, 200, 100), [
      [0, 20, 10, 60, 90],
      [1, 0, 40.5, 30.25, 100],
    ]);
    assert.equal(of('gate/000003'), '');
    assert.equal(of('gate/000004'), '', 'what lies beside the picture is no object of it');
    assert.deepEqual(readYolo(of('yard/000002')!, 64, 48), [[2, 16, 12, 32, 36]]);
  });

  it('of YOLO keep the rows of the one model, also where two classes share a name', async () => {
    const video = exportVideo({ labels: ['bird', 'bird', 'cat'] });
    const second = exportDetection({ classId: 1, label: 'bird' });
    const files = await written(yolo, exportSource([[video, [exportFrame(0, [second])]]]));
    assert.equal(files.get('obj.names'), 'bird\nbird\ncat\n');
    assert.match(files.get('obj_train_data/gate/000000.txt')!, /^1 /);
  });

  it('of the MOTChallenge count frames and pixels from 1, and are read back', async () => {
    const files = await written(mot, twoVideos());
    const text = files.get('gate/det/det.txt')!;
    assert.equal(text.split('\n')[0], '1,-1,21,11,40,80,0.9,-1,-1,-1');
    assert.deepEqual(
      parseMot(text).map(({ frame, trackId, box, confidence }) => [frame, trackId, box, confidence]),
      [
        [1, null, [20, 10, 60, 90], 0.9],
        [1, null, [-10, 40.5, 30.25, 120], 0.5],
        [5, null, [210, 0, 250, 20], 0.4],
      ],
    );
    const sequence = Object.fromEntries(
      files
        .get('gate/seqinfo.ini')!
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split('=') as [string, string]),
    );
    assert.deepEqual(sequence, {
      ...{ name: 'gate', imDir: 'img1', frameRate: String(30_000 / 1001), seqLength: '10' },
      ...{ imWidth: '200', imHeight: '100', imExt: '.jpg' },
    });
    assert.match(files.get('yard/seqinfo.ini')!, /^seqLength=3$/m, 'of an unknown length up to the last frame');
  });

  it('of KITTI have 15 columns and a score, corners from 0 and labels without blanks', async () => {
    const files = await written(kitti, twoVideos());
    const rows = files
      .get('gate/label_2/000000.txt')!
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '));
    assert.deepEqual(
      rows.map((row) => row.length),
      [16, 16],
    );
    const [unknown, place] = [
      ['-1', '-1', '-10'],
      ['-1', '-1', '-1', '-1000', '-1000', '-1000', '-10'],
    ];
    assert.deepEqual(rows, [
      ['person', ...unknown, '20.00', '10.00', '60.00', '90.00', ...place, '0.9'],
      ['traffic_light', ...unknown, '0.00', '40.50', '30.25', '100.00', ...place, '0.5'],
    ]);
    assert.equal(files.get('gate/label_2/000003.txt'), '');
    assert.ok(files.has('yard/label_2/000002.txt'));
  });
});
