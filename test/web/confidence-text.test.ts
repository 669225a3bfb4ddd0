import assert from 'node:assert/strict';
import { parseMinConfidence } from '../../results/query/filter/confidence.ts';
import { parseConfidence, writeConfidence } from '../../web/filters/confidence-text.ts';

describe('how sure detections have to be, as a page edits it', () => {
  it('is read and written as the service reads it', () => {
    for (const text of ['0.5', '0.5,dog=0.3', '0,"traffic, light"=0.6,dog=1']) {
      assert.equal(writeConfidence(parseConfidence(text)), text);
      assert.ok(parseMinConfidence(text), text);
    }
  });

  it('is no filter where nothing is asked', () => {
    assert.equal(writeConfidence(parseConfidence('')), '');
    assert.equal(writeConfidence({ others: '0', byLabel: new Map([['dog', '']]) }), '');
    assert.equal(writeConfidence({ others: '', byLabel: new Map([['dog', '0.4']]) }), '0,dog=0.4');
  });
});
