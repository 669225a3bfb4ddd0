import assert from 'node:assert/strict';
import { Latest } from '../../web/latest.ts';

describe('questions of which only the latest counts', () => {
  it('give up the one before, and hear nothing of it however it ends', async () => {
    const latest = new Latest();
    const heard: unknown[] = [];
    const signals: AbortSignal[] = [];
    const ask = (answer: Promise<string>) =>
      latest.ask(
        (signal) => {
          signals.push(signal);
          return answer;
        },
        (text) => heard.push(text),
        (error) => heard.push(error.message),
      );
    const asked = [
      ask(Promise.resolve('stale')),
      ask(Promise.reject(new Error('stale too'))),
      ask(Promise.resolve('latest')),
    ];
    await Promise.all(asked);
    assert.deepEqual(heard, ['latest']);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, true, false],
    );
    const stopped = ask(Promise.resolve('stopped'));
    latest.stop();
    await stopped;
    await ask(Promise.reject(new Error('what went wrong')));
    assert.deepEqual(heard, ['latest', 'what went wrong']);
  });
});
