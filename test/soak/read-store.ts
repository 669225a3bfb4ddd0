import { start } from '../fixtures/cli.ts';
import { carriedIn, type Frames, framesOf, type Row } from './compare.ts';
import type { Stage } from './stage.ts';

/** The fields of `runs --format ndjson` that a soak looks at. */
export interface StoredRun {
  readonly runId: string;
  readonly state: 'open' | 'complete';
  readonly sampledFrames: number | null;
  readonly storedFrames: number;
  readonly failedFrames: number;
  readonly droppedFrames: number;
  readonly carriedFrames: number;
  readonly detections: number;
}

export interface StoreContent {
  readonly runs: ReadonlyMap<string, StoredRun>;
  /** Frames of every run, by its id. */
  readonly frames: ReadonlyMap<string, Frames>;
  /** Of every run those that hold what their neighbours tell, by index. */
  readonly carried: ReadonlyMap<string, ReadonlySet<number>>;
}

/**
 * Asks the program for all that it has stored, as any user would.
 *
 * @throws {Error} when it does not answer
 */
export async function readStore(stage: Stage): Promise<StoreContent> {
  const runs = await ask<StoredRun>(stage, 'runs');
  const rows = new Map<string, Row[]>();
  for (const row of await ask<Row>(stage, 'query')) {
    const ofRun = rows.get(row.runId) ?? [];
    ofRun.push(row);
    rows.set(row.runId, ofRun);
  }
  return {
    runs: new Map(runs.map((run) => [run.runId, run])),
    frames: new Map([...rows].map(([runId, ofRun]) => [runId, framesOf(ofRun)])),
    carried: new Map([...rows].map(([runId, ofRun]) => [runId, carriedIn(ofRun)])),
  };
}

async function ask<T>(stage: Stage, verb: string): Promise<T[]> {
  const { code, stdout, stderr } = await start([verb, '--format', 'ndjson'], stage.home, stage.env).ended;
  if (code !== 0) throw new Error(`Expected \`${verb}\` to answer, got exit code ${code}: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
