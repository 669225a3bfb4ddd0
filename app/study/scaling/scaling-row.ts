/** How some workers do together. */
export interface ScalingRow {
  /** `sleeping`: of fixed latency, takes no CPU; `model`: real inference. */
  readonly detector: 'sleeping' | 'model';
  readonly workers: number;
  readonly framesPerSecond: number;
  /** Of as many times what one worker could do at most (`sleeping`), or did (`model`). */
  readonly efficiency: number;
  /** Median time from a chunk's being put to its being in an idle worker's hands, bytes and all. */
  readonly queueLatencyMs: number;
  /** Chunks that waited in the end; 0: the workers were not fed. */
  readonly waitingChunks: number;
  /** Of one core, here and below. */
  readonly redisCpuPercent: number;
  /** With its ffmpeg. */
  readonly producerCpuPercent: number;
  readonly resultsCpuPercent: number;
  /** All of them. */
  readonly workersCpuPercent: number;
  /** Everything that ran on this machine, of all cores. */
  readonly machineCpuPercent: number;
}

/** From where on more workers do not bring what they should. */
export interface Saturation {
  readonly detector: ScalingRow['detector'];
  /** The fewest workers that were measured below the limit; `null`: none were. */
  readonly workers: number | null;
  readonly cause: string;
}

/** Efficiency that is taken for linear. */
export const LINEAR = 0.95;
/** A share of CPU that is taken for all of it. */
const FULL_PERCENT = 90;

/** Where some rows of one detector leave the line, and what of their figures tells why. */
export function saturationOf(rows: readonly ScalingRow[], cores: number): Saturation | null {
  const [first] = rows;
  if (!first) return null;
  const { detector } = first;
  const below = rows.find(({ efficiency }) => efficiency < LINEAR);
  if (!below) {
    const most = rows.at(-1)!;
    const cause = `not reached: ${most.workers} workers are at ${most.efficiency.toFixed(3)} of linear, the machine at ${percent(most.machineCpuPercent)} of its CPU`;
    return { detector, workers: null, cause };
  }
  return { detector, workers: below.workers, cause: causeOf(below, cores) };
}

function causeOf(row: ScalingRow, cores: number): string {
  const parts = [
    ['Redis', row.redisCpuPercent],
    ['the producer', row.producerCpuPercent],
    ['the results service', row.resultsCpuPercent],
    ['the workers', row.workersCpuPercent],
  ] as const;
  const others = cores * row.machineCpuPercent - parts.reduce((sum, [, share]) => sum + share, 0);
  const all = [...parts, ['other programs', Math.max(0, others)] as const];
  const list = parts.map(([name, share]) => `${name} ${percent(share)}`).join(', ');
  if (row.machineCpuPercent >= FULL_PERCENT) {
    const [most, share] = all.toSorted((a, b) => b[1] - a[1])[0]!;
    return `the CPU of this machine (${percent(row.machineCpuPercent)} of ${cores} cores; of one core: ${list}), most of it ${most} (${percent(share)})`;
  }
  if (row.redisCpuPercent >= FULL_PERCENT) return `Redis, which works on one core (${percent(row.redisCpuPercent)})`;
  if (row.waitingChunks === 0) return `the producer, which does not fill the queue (of one core: ${list})`;
  return `handing over: chunks waited and the CPU was at ${percent(row.machineCpuPercent)} (of one core: ${list})`;
}

function percent(share: number): string {
  return `${Math.round(share)} %`;
}
