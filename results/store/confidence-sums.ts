import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { NUMBERS, type PackedFrame } from '../../shared/packed-result.ts';
import { lastStepOf, STEP_CONFIDENCES } from '../query/count/confidence-steps.ts';
import { floatText } from '../query/match/float-bounds.ts';

/** Where in `numbers` of a packed result the confidence of a detection is. */
const CONFIDENCE = 2;

const STEPS = STEP_CONFIDENCES.length;

/** What was found of a run and a label, by the last step that it is sure enough for. */
class StepSums {
  readonly #detections = new Int32Array(STEPS);
  /** By the surest of their detections. */
  readonly #frames = new Int32Array(STEPS);
  /** Detections of one frame down to this step, at most. */
  readonly #most = new Int32Array(STEPS);
  /** Those of the frame that is added. */
  readonly #inFrame = new Int32Array(STEPS);
  #frame: PackedFrame | null = null;

  add(step: number, frame: PackedFrame): void {
    if (this.#frame !== frame) this.#endFrame();
    this.#frame = frame;
    this.#inFrame[step]! += 1;
  }

  /** Rows of the table without run and label. */
  *rows(): Generator<[fromStep: number, toStep: number, frames: number, detections: bigint, most: number]> {
    this.#endFrame();
    let [frames, detections, most] = [0, 0, 0];
    const steps = [...this.#detections.keys()].filter((step) => this.#detections[step]! > 0).reverse();
    for (const [index, step] of steps.entries()) {
      frames += this.#frames[step]!;
      detections += this.#detections[step]!;
      most = Math.max(most, this.#most[step]!);
      yield [(steps[index + 1] ?? -1) + 1, step, frames, BigInt(detections), most];
    }
  }

  #endFrame(): void {
    let found = 0;
    for (let step = STEPS - 1; step >= 0; step--) {
      const more = this.#inFrame[step]!;
      if (more === 0) continue;
      if (found === 0) this.#frames[step]! += 1;
      found += more;
      this.#detections[step]! += more;
      this.#most[step] = Math.max(this.#most[step]!, found);
      this.#inFrame[step] = 0;
    }
  }
}

interface RunSums {
  readonly all: StepSums;
  /** By number. */
  readonly labels: (StepSums | undefined)[];
}

/**
 * Sums of a batch by run, label and least confidence: rows of the table `confidence_sums`. A run whose frames come in several batches
 * has several rows of a step; whoever asks adds them up.
 */
export class ConfidenceSums {
  readonly #runs = new Map<number, RunSums>();

  /**
   * @param numbers - of the frame's detections, as in a `PackedResult`
   * @param labelNos - of each, in order
   */
  add(runNo: number, frame: PackedFrame, numbers: Float64Array, labelNos: readonly number[]): void {
    let run = this.#runs.get(runNo);
    if (run === undefined) {
      run = { all: new StepSums(), labels: [] };
      this.#runs.set(runNo, run);
    }
    for (let index = 0; index < labelNos.length; index++) {
      const step = lastStepOf(numbers[index * NUMBERS + CONFIDENCE]!);
      const labelNo = labelNos[index]!;
      run.labels[labelNo] ??= new StepSums();
      run.labels[labelNo].add(step, frame);
      run.all.add(step, frame);
    }
  }

  /** Rows of the table. */
  *rows(): Generator<DuckDBValue[]> {
    for (const [runNo, { all, labels }] of this.#runs) {
      for (const row of all.rows()) yield [runNo, null, ...row];
      for (const [labelNo, ofLabel] of labels.entries()) {
        for (const row of ofLabel?.rows() ?? []) yield [runNo, labelNo, ...row];
      }
    }
  }
}

const STEP_CASES = STEP_CONFIDENCES.map((least, step) => `WHEN confidence >= ${floatText(least)} THEN ${step}`);

/** Makes the sums of a run anew from its rows. */
export async function sumConfidencesAnew(connection: DuckDBConnection, runNo: number): Promise<void> {
  await connection.run('DELETE FROM confidence_sums WHERE run_no = $runNo', { runNo });
  await connection.run(
    `INSERT INTO confidence_sums
     WITH sure AS (
       SELECT label_no, frame_index, CASE ${STEP_CASES.toReversed().join(' ')} END AS step
       FROM detections WHERE run_no = $runNo
     ), placed AS (
       SELECT label_no, step, row_number() OVER (PARTITION BY label_no, frame_index ORDER BY step DESC) AS place
       FROM (FROM sure UNION ALL SELECT NULL, frame_index, step FROM sure)
     ), steps AS (
       SELECT label_no, step, count(*) FILTER (place = 1) AS frames, count(*) AS detections, max(place) AS most
       FROM placed GROUP BY ALL
     )
     SELECT $runNo, label_no, coalesce(lead(step) OVER surest + 1, 0), step, sum(frames) OVER surest,
       sum(detections) OVER surest, max(most) OVER surest
     FROM steps WINDOW surest AS (PARTITION BY label_no ORDER BY step DESC) ORDER BY 2, 4`,
    { runNo },
  );
}
