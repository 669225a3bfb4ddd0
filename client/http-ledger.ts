import { z } from 'zod';
import type { CaptureReport } from '../shared/capture.ts';
import type { RunLedger } from '../shared/ports.ts';
import {
  type EndOfInput,
  type LedgerSpan,
  ledgerSpanSchema,
  type OpenRun,
  type RunGeneration,
  type RunRecord,
  runRecordSchema,
} from '../shared/run.ts';
import type { ResultsTransport } from './results-transport.ts';

const spansSchema = z.array(ledgerSpanSchema);

/** The ledger of a results service. */
export class HttpLedger implements RunLedger {
  readonly #transport: ResultsTransport;

  constructor(transport: ResultsTransport) {
    this.#transport = transport;
  }

  open(run: OpenRun): Promise<RunRecord> {
    return this.#transport.ask(runRecordSchema, 'PUT', pathOf(run.runId), run);
  }

  read(runId: string): Promise<RunRecord> {
    return this.#transport.ask(runRecordSchema, 'GET', pathOf(runId));
  }

  spans(runId: string): Promise<LedgerSpan[]> {
    return this.#transport.ask(spansSchema, 'GET', pathOf(runId, 'spans'));
  }

  report({ runId, generation }: RunGeneration, report: CaptureReport): Promise<RunRecord> {
    return this.#transport.ask(runRecordSchema, 'POST', pathOf(runId, 'capture'), { generation, ...report });
  }

  endInput({ runId, generation }: RunGeneration, end: EndOfInput): Promise<RunRecord> {
    return this.#transport.ask(runRecordSchema, 'PUT', pathOf(runId, 'end'), { generation, ...end });
  }
}

function pathOf(...parts: string[]): string {
  return `/v1/runs/${parts.map(encodeURIComponent).join('/')}`;
}
