import assert from 'node:assert/strict';
import { Turns } from '../../worker/turns.ts';

describe('taking turns', () => {
  /** A task that ends when it is told to, and writes down its beginning. */
  const tasks = () => {
    const log: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    const task = (name: string) => () =>
      new Promise<string>((resolve, reject) => {
        log.push(name);
        ends.set(name, (error) => (error ? reject(error) : resolve(name)));
      });
    const end = async (name: string, error?: Error) => {
      ends.get(name)!(error);
      await new Promise(setImmediate);
    };
    return { log, task, end };
  };

  it('runs tasks beside each other, and one alone when those before it have ended, also by an error', async () => {
    const { log, task, end } = tasks();
    const turns = new Turns();
    const [a, b] = [turns.beside(task('a')), turns.beside(task('b'))];
    const alone = turns.alone(task('alone'));
    const [c, other] = [turns.beside(task('c')), turns.alone(task('other'))];
    const failure = assert.rejects(a, /a broke/);
    const failureAlone = assert.rejects(alone, /alone broke/);
    await new Promise(setImmediate);
    assert.deepEqual(log, ['a', 'b']);
    await end('a', new Error('a broke'));
    assert.deepEqual(log, ['a', 'b']);
    await end('b');
    assert.deepEqual(log, ['a', 'b', 'alone']);
    await end('alone', new Error('alone broke'));
    assert.deepEqual(log, ['a', 'b', 'alone', 'c']);
    await end('c');
    assert.deepEqual(log, ['a', 'b', 'alone', 'c', 'other']);
    await end('other');
    await Promise.all([failure, failureAlone]);
    assert.deepEqual(await Promise.all([b, c, other]), ['b', 'c', 'other']);
  });
});
