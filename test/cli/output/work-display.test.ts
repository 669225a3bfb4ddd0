import assert from 'node:assert/strict';
import { WorkDisplay } from '../../../cli/output/work-display.ts';

describe('the display of work', () => {
  it('takes what it hears by functions that are handed on by themselves', () => {
    const written: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = ((text: string) => written.push(text) > 0) as typeof write;
    const display = new WorkDisplay();
    const { onNote, onProgress } = display;
    try {
      onNote('a remark');
      onProgress({ name: 'work', unit: 'images', done: 2, total: 2 });
    } finally {
      display.stop();
      process.stderr.write = write;
    }
    assert.match(written.join(''), /a remark/);
  });
});
