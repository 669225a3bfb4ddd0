import type { FastifyReply } from 'fastify';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { SqlReader } from '../../shared/sql.ts';
import type { TracksReader } from '../../shared/tracks.ts';

/** Those who answer questions. */
export interface Answerers {
  readonly reader: ResultsReader;
  readonly tracks: TracksReader;
  readonly sql: SqlReader;
}

/** Those who answer whoever gets a reply; their work for it ends when he leaves. */
export type Ask = (reply: FastifyReply) => Answerers;

/** Aborted when whoever asked leaves before he has all of the answer. */
export function hasLeft({ raw }: FastifyReply): AbortSignal {
  const leaving = new AbortController();
  raw.once('close', () => raw.writableFinished || leaving.abort());
  if (raw.closed) leaving.abort();
  return leaving.signal;
}
