import assert from 'node:assert/strict';
import { join } from 'node:path';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { probeVideo } from '../../../producer/input/probe.ts';
import { recordedAtOf, timeInMetadata, timeInName } from '../../../producer/input/recorded-at.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { fileOf } from '../decode.ts';
import { TestStore } from '../produce.ts';

const local = (...parts: [number, number, number, number, number, number, number?]) => new Date(...parts).toISOString();

describe('when a recording was made', () => {
  const folder = suiteFolder();

  for (const [name, expected] of [
    ['VID_20191231_235958.mp4', local(2019, 11, 31, 23, 59, 58)],
    ['PXL_20220102_030405678.mp4', local(2022, 0, 2, 3, 4, 5, 678)],
    ['2026-11-27 17.05.33.mkv', local(2026, 10, 27, 17, 5, 33)],
    ['2026-11-27_17-05-33.mkv', local(2026, 10, 27, 17, 5, 33)],
    ['cam1-20261127170533.ts', local(2026, 10, 27, 17, 5, 33)],
    ['cam1-20261127T170533Z.ts', '2026-11-27T17:05:33.000Z'],
    ['2026-11-27T17:05:33+01:00.mp4', '2026-11-27T16:05:33.000Z'],
    ['2026-11-27T17-05-33-0530.mp4', '2026-11-27T22:35:33.000Z'],
    ['Aufnahme 2026.11.27 - 17.05.33.mp4', local(2026, 10, 27, 17, 5, 33)],
    ['20260230_120000.mp4', null],
    ['20261301_120000.mp4', null],
    ['20261127_250000.mp4', null],
    ['20261127.mp4', null],
    ['19040101_000000.mp4', null],
    ['1700000000.mp4', null],
    ['120261127170533.mp4', null],
    ['people.mp4', null],
  ] as const) {
    it(`is ${expected === null ? 'not told' : 'told'} by the name ${name}`, () =>
      assert.equal(timeInName(name), expected));
  }

  for (const [metadata, expected] of [
    [';FFMETADATA1\ntitle=x\ncreation_time=2019-03-04T12:34:56.000000Z\n', '2019-03-04T12:34:56.000Z'],
    [';FFMETADATA1\ncreation_time=2019-03-04 12:34:56\n', '2019-03-04T12:34:56.000Z'],
    [';FFMETADATA1\ncreation_time=1904-01-01T00:00:00.000000Z\n', null],
    [';FFMETADATA1\ncreation_time=1970-01-01T00:00:00.000000Z\n', null],
    [';FFMETADATA1\ncreation_time=2019-02-31T99:00:00Z\n', null],
    [';FFMETADATA1\ntitle=x\\\ncreation_time\\=2019-03-04T12:34:56Z\n', null],
    ['', null],
  ] as const) {
    it(`is ${expected ?? 'not told'} by ${JSON.stringify(metadata)}`, () => {
      assert.equal(timeInMetadata(metadata), expected);
    });
  }

  it('is told by the user before the name, by the name before the container, and by no camera', () => {
    const [flag, container] = ['2001-01-01T00:00:00.000Z', '2003-01-01T00:00:00.000Z'];
    const named = fileOf('/v/20020101T000000Z.mp4');
    assert.deepEqual(recordedAtOf(named, flag, container), { recordedAt: flag, recordedAtSource: 'flag' });
    const inName = { recordedAt: '2002-01-01T00:00:00.000Z', recordedAtSource: 'name' };
    assert.deepEqual(recordedAtOf(named, null, container), inName);
    const remote = { ...named, kind: 'url', uri: 'https://h/20020101T000000Z%20x.mp4?t=20050101T000000Z' } as const;
    assert.deepEqual(recordedAtOf(remote, null, container), inName);
    assert.deepEqual(recordedAtOf(fileOf('/20020101T000000Z/v.mp4'), null, container), {
      ...{ recordedAt: container, recordedAtSource: 'container' },
    });
    const nobody = { recordedAt: null, recordedAtSource: null };
    assert.deepEqual(recordedAtOf(fileOf('/v.mp4'), null, null), nobody);
    assert.deepEqual(recordedAtOf({ ...named, kind: 'camera' }, null, container), nobody);
  });

  it('is read of a container, whatever else stands in it, and handed to the ledger', async () => {
    const tags = [
      '-metadata',
      'creation_time=2019-03-04T12:34:56Z',
      '-metadata',
      'title=x\ncreation_time=2001-01-01T00:00:00Z',
    ];
    const path = patternClip(join(folder, 'tagged.mp4'), { output: tags });
    assert.equal((await probeVideo(await findFfmpeg(null), fileOf(path))).createdAt, '2019-03-04T12:34:56.000Z');
    const store = new TestStore();
    const { run } = await store.produce(path);
    const { recordedAt, recordedAtSource } = store.ledger.runs.get(run.runId)!.opened.video;
    assert.deepEqual([recordedAt, recordedAtSource], ['2019-03-04T12:34:56.000Z', 'container']);
  });
});
