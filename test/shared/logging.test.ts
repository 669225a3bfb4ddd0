import assert from 'node:assert/strict';
import { createLogger } from '../../shared/logging.ts';

/** What is logged of some fields, as it is written and as it is read. */
function logged(fields: object): { line: string; read: Record<string, unknown> } {
  let line = '';
  createLogger('test', 'info', { write: (text) => (line += text) }).warn(fields, 'words');
  return { line, read: JSON.parse(line) as Record<string, unknown> };
}

describe('A line of a log', () => {
  it('holds nothing that a terminal obeys, and means what was said', () => {
    const name = '\u001b]0;owned\u0007\u009b31m\u202e.mp4';
    const { line, read } = logged({ name });
    assert.doesNotMatch(line.trimEnd(), /[\p{Cc}\u202e]/u);
    assert.equal(read.name, name);
  });

  it('holds no arguments of a command that Redis refused: passwords, payloads', () => {
    const command = { name: 'auth', args: ['the-password'] };
    const { line, read } = logged({
      err: Object.assign(new Error('WRONGPASS'), { command, previousErrors: [command] }),
    });
    assert.ok(!line.includes('the-password'), line);
    assert.match(String((read.err as { stack: string }).stack), /WRONGPASS/);
  });

  it('is short, however long the message of an error', () => {
    const { line, read } = logged({ err: new Error('pixels'.repeat(100_000)) });
    assert.ok(line.length < 5_000, `${line.length}`);
    assert.match((read.err as { message: string }).message, /600000 letters/);
    assert.deepEqual(Object.keys(read.err as object), ['type', 'message', 'stack']);
  });
});
