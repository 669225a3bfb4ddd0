import assert from 'node:assert/strict';
import { boxTable } from '../../../cli/output/box-table.ts';
import { describeRun } from '../../../cli/output/run-report.ts';
import { plainTable } from '../../../cli/output/table.ts';
import { harmless, harmlessLine } from '../../../shared/harmless.ts';
import { framefleet } from '../../fixtures/cli.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const TITLE = '\u001b]0;owned\u0007dog';

/** Whether a text holds a character that a terminal would obey, beside line ends. */
const isActive = (text: string) => /[\p{Cc}\u202e]/u.test(text.replaceAll('\n', ''));

describe('What is shown on a terminal', () => {
  const folder = temporaryFolder();

  it('names control characters instead of sending them', () => {
    assert.equal(harmless('a\u001b[31mb\r\nc\td\u009be\u202ef'), 'a\\u001b[31mb\\u000d\nc\td\\u009be\\u202ef');
    assert.equal(harmlessLine('a\nb\tc'), 'a\\u000ab\\u0009c');
    assert.equal(harmless('Straße 東京 👍 “x”'), 'Straße 東京 👍 “x”');
  });

  it('leaves JSON the same JSON', () => {
    const value = { label: `${TITLE}\u009b\u007f\n` };
    assert.deepEqual(JSON.parse(harmless(JSON.stringify(value))), value);
  });

  it('is harmless in tables', () => {
    for (const text of [plainTable([{ label: TITLE, n: 1 }]), boxTable(['class'], [[TITLE]])]) {
      assert.ok(!isActive(text) && text.includes('\\u001b]0;owned\\u0007dog'), JSON.stringify(text));
    }
  });

  it('is harmless in the summary of a run', () => {
    const counts = { sampledFrames: 1, storedFrames: 1, failedFrames: 0, droppedFrames: 0, detections: 0 };
    const times = {
      elapsedSeconds: 1,
      framesPerSecond: 1,
      inferenceMs: 1,
      inputError: null,
      gaps: [],
      latency: null,
      inferredFrames: 1,
      carriedFrames: 0,
      audit: null,
    };
    const run = { runId: 'r', videoId: 'v', uri: `/videos/${TITLE}\n`, state: 'complete' as const };
    const text = describeRun({ ...run, ...counts, ...times }, 'complete');
    assert.ok(!isActive(text), JSON.stringify(text));
    assert.equal(text.split('\n').length, 4);
  });

  it('is harmless in messages', async () => {
    const { code, stderr } = await framefleet(['detect', `/no/such/${TITLE}.mp4`], folder());
    assert.equal(code, 3);
    assert.ok(stderr.includes('\\u001b]0;owned') && !isActive(stderr), JSON.stringify(stderr));
  });
});
