import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chunkIdOf, runIdOf } from '../../shared/identity.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import type { Shape } from '../../shared/shape.ts';

describe('identity', () => {
  const model = 'a'.repeat(64);
  const settings = runSettingsSchema.parse({});
  const triangle: Shape = {
    unit: 'pixels',
    corners: [
      [0, 0],
      [9, 0],
      [9, 9],
    ],
  };

  it('gives the same work the same run id, whatever the order in which settings were written', () => {
    const reordered = Object.fromEntries(Object.entries(settings).reverse()) as typeof settings;
    assert.equal(runIdOf('v1', model, reordered), runIdOf('v1', model, settings));
    assert.match(runIdOf('v1', model, settings), /^r[0-9a-f]{16}$/);
  });

  it('gives other work another id: video, model, and each setting that can change an answer', () => {
    const ids = [
      runIdOf('v1', model, settings),
      runIdOf('v2', model, settings),
      runIdOf('v1', 'b'.repeat(64), settings),
      ...[
        { every: 2 },
        { fps: 2 },
        { start: 1 },
        { end: 9 },
        { scale: 0.5 },
        { gray: true },
        { resize: 'letterbox' as const },
        { size: { width: 320, height: 320 } },
        { size: { width: 320, height: 352 } },
        {
          ranges: [
            { start: 1, end: 2 },
            { start: 3, end: null },
          ],
        },
        { keyframes: true as const },
        { scenes: 0.3 },
        { scenes: 0.4 },
        { deinterlace: true as const },
        { roi: triangle },
        { mask: [triangle] },
        { tiles: { columns: 2, rows: 2, overlap: 0.2 } },
        { tiles: { columns: 2, rows: 2, overlap: 0.3 } },
      ].map((change) => runIdOf('v1', model, { ...settings, ...change })),
      ...[{ confidence: 0.3 }, { iou: 0.5 }, { classes: ['dog'] }].map((change) =>
        runIdOf('v1', model, { ...settings, ...change }),
      ),
    ];
    assert.equal(new Set(ids).size, ids.length);
  });

  it('leaves settings at their defaults out, so that one that is added later renames no run', () => {
    const idOf = (chosen: unknown) =>
      `r${createHash('sha256')
        .update(JSON.stringify(['v1', model, chosen]))
        .digest('hex')
        .slice(0, 16)}`;
    assert.equal(runIdOf('v1', model, settings), idOf([]));
    const chosen = { ...settings, size: { height: 320, width: 352 }, every: 5, classes: ['dog', 'car'] };
    const named = [
      ['classes', ['car', 'dog']],
      ['every', 5],
      ['size', [352, 320]],
    ];
    assert.equal(runIdOf('v1', model, chosen), idOf(named));
  });

  it('does not care in which order labels are named, nor how often', () => {
    const [some, others] = [
      ['dog', 'car'],
      ['car', 'dog', 'car'],
    ].map((classes) => runIdOf('v1', model, { ...settings, classes }));
    assert.equal(some, others);
  });

  it('does not let the size of chunks change the id', () => {
    assert.equal(runIdOf('v1', model, { ...settings, chunkFrames: 99 }), runIdOf('v1', model, settings));
  });

  it('names chunks by run, generation and index', () => assert.equal(chunkIdOf('r1', 3, 7), 'r1-g3-c7'));
});
