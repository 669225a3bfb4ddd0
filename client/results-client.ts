import type { FrameCarrier, RunLedger } from '../shared/ports.ts';
import type { ResultsAddress } from '../shared/results-address.ts';
import type { ResultsReader } from '../shared/results-reader.ts';
import type { SqlReader } from '../shared/sql.ts';
import type { TracksReader } from '../shared/tracks.ts';
import { HttpCarrier } from './http-carrier.ts';
import { HttpLedger } from './http-ledger.ts';
import { HttpReader } from './http-reader.ts';
import { HttpSql } from './http-sql.ts';
import { HttpTracks } from './http-tracks.ts';
import { ResultsTransport } from './results-transport.ts';

/** A results service elsewhere: its ledger and its answers, over the same connections. */
export class ResultsClient {
  readonly ledger: RunLedger;
  readonly carrier: FrameCarrier;
  /** Closed with the client. */
  readonly reader: ResultsReader;
  /** Closed with the client, as it closes it. */
  readonly tracks: TracksReader;
  /** Likewise. */
  readonly sql: SqlReader;
  readonly #transport: ResultsTransport;

  /** @param patienceMs - how long the service may be away before a call gives up; 0: not at all */
  constructor(address: ResultsAddress, patienceMs: number) {
    this.#transport = new ResultsTransport(address, patienceMs);
    this.ledger = new HttpLedger(this.#transport);
    this.carrier = new HttpCarrier(this.#transport);
    this.reader = new HttpReader(this.#transport);
    this.tracks = new HttpTracks(this.#transport);
    this.sql = new HttpSql(this.#transport);
  }

  /** Whether a results service answers at the address at all, in whatever health. */
  isAnswering(): Promise<boolean> {
    return this.#transport.isAnswering();
  }

  /** What keeps the service from storing, in words; `null` where nothing does. */
  holdUp(): Promise<string | null> {
    return this.#transport.holdUp();
  }

  /** May be called twice. */
  close(): Promise<void> {
    return this.#transport.close();
  }
}
