import { z } from 'zod';
import {
  type CarryAnswer,
  carriedUpToSchema,
  carryAnswerSchema,
  type Gap,
  type GapVerdict,
  gapVerdictSchema,
  type SettledStretch,
} from '../shared/adaptive.ts';
import type { FrameCarrier } from '../shared/ports.ts';
import type { RunGeneration } from '../shared/run.ts';
import type { ResultsTransport } from './results-transport.ts';

const verdictsSchema = z.array(gapVerdictSchema);

/** Carries frames in the store of a results service. */
export class HttpCarrier implements FrameCarrier {
  readonly #transport: ResultsTransport;

  constructor(transport: ResultsTransport) {
    this.#transport = transport;
  }

  async carriedUpTo(runId: string): Promise<number> {
    return (await this.#transport.ask(carriedUpToSchema, 'GET', pathOf(runId, 'carried'))).chunkIndex;
  }

  judge({ runId, generation }: RunGeneration, gaps: readonly Gap[]): Promise<readonly GapVerdict[]> {
    return this.#transport.ask(verdictsSchema, 'POST', pathOf(runId, 'gaps'), { generation, gaps });
  }

  carry({ runId, generation }: RunGeneration, stretch: SettledStretch): Promise<CarryAnswer> {
    return this.#transport.ask(carryAnswerSchema, 'PUT', pathOf(runId, 'carried'), { generation, ...stretch });
  }
}

function pathOf(runId: string, what: string): string {
  return `/v1/runs/${encodeURIComponent(runId)}/${what}`;
}
