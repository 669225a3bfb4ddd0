import assert from 'node:assert/strict';
import { srt } from '../../../results/export/formats/srt.ts';
import { webvtt } from '../../../results/export/formats/webvtt.ts';
import { asOneFile } from '../../../results/export/one-file.ts';
import { exportSource, written } from '../fixtures/exports.ts';
import { madeDetection, madeFrame, madeVideo } from './made-source.ts';

const RUNS = [
  [madeVideo(), [madeFrame(0, [madeDetection()])]],
  [madeVideo({ runId: 'door', stem: 'door' }), []],
] as const;

describe('asOneFile', () => {
  it('makes the one file of one run where the output is named like one', async () => {
    const source = exportSource(RUNS.slice(0, 1));
    const format = asOneFile(webvtt, '/tmp/Gate.VTT', source.videos);
    assert.equal(format.isFolder, false);
    const files = await written(format, source);
    assert.deepEqual([...files.keys()], ['']);
    assert.match(files.get('')!, /person/);
  });

  it('leaves a folder a folder, also of one run', async () => {
    const source = exportSource(RUNS.slice(0, 1));
    assert.equal(asOneFile(srt, 'gate', source.videos), srt);
    assert.equal(asOneFile(srt, 'gate.vtt', source.videos), srt);
  });

  it('takes no file for several runs, or for none', () => {
    assert.throws(
      () => asOneFile(srt, 'all.srt', exportSource(RUNS).videos),
      /^ConfigError: Expected one run for `all\.srt`, got 2: name one with `--run`, or give srt a folder/,
    );
    assert.throws(() => asOneFile(srt, 'all.srt', []), /got 0/);
  });
});
