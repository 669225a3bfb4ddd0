import { median } from '../../../model/runtime/paired-times.ts';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { createLogger } from '../../../shared/logging.ts';
import { appParts } from '../../results/fixtures/app-parts.ts';
import type { Question } from './list.ts';

export interface Asked {
  readonly title: string;
  /** The first time, and the median of the others. */
  readonly firstMs: number;
  readonly ms: number;
  readonly rows: number;
}

const REPEATS = 5;

/** Asks a store's service over HTTP, each question several times; from the request to the last byte. */
export async function askService(storePath: string, questions: readonly Question[]): Promise<Asked[]> {
  const store = await DuckDbStore.open(storePath);
  const app = build(appParts(store, { logger: createLogger('results', 'error', process.stderr) }));
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const answers: Asked[] = [];
  for (const { title, path } of questions) {
    const times: number[] = [];
    let rows = 0;
    for (let repeat = 0; repeat <= REPEATS; repeat++) {
      const began = performance.now();
      const answer = await fetch(`${origin}${path}`);
      const text = await answer.text();
      times.push(performance.now() - began);
      if (!answer.ok) throw new Error(`${title}: ${text}`);
      rows = text.startsWith('[') ? (JSON.parse(text) as unknown[]).length : text.split('\n').length - 1;
    }
    answers.push({ title, firstMs: times[0]!, ms: median(times.slice(1)), rows });
  }
  await app.close();
  await store.close();
  return answers;
}
