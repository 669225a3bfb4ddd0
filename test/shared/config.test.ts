import assert from 'node:assert/strict';
import { z } from 'zod';
import { parseConfig } from '../../shared/config.ts';

const schema = z.object({
  iou: z.coerce.number().min(0).max(1).default(0.45).describe('a number in 0..1'),
  every: z.coerce.number().int().min(1).default(1).describe('an integer of at least 1'),
  url: z.string().describe('a URL'),
});

describe('configuration', () => {
  it('fills in defaults and freezes', () => {
    const config = parseConfig(schema, { url: 'x' });
    assert.deepEqual(config, { iou: 0.45, every: 1, url: 'x' });
    assert.ok(Object.isFrozen(config));
  });

  it('reports all faults at once, each with what was expected, for what, and what came', () => {
    assert.throws(() => parseConfig(schema, { iou: '1.5', every: '0' }, (field) => `--${field}`), {
      code: 'CONFIG_INVALID',
      message: [
        'Expected `--iou` to be a number in 0..1, got `1.5`.',
        'Expected `--every` to be an integer of at least 1, got `0`.',
        'Expected `--url` to be a URL, got nothing.',
      ].join('\n'),
    });
  });
});
