import type { GivenTokens } from '../shared/access.ts';

/** Settings of the results service, parsed and checked. */
export interface ResultsConfig extends GivenTokens {
  readonly home: string;
  readonly redisUrl: string;
  readonly namespace: string;
  /** `host:port` or `unix:///path/to/socket` */
  readonly listen: string;
  /** Questions that are answered at the same time. */
  readonly maxQuestions: number;
  /** How long one may take, in seconds. */
  readonly questionTime: number;
  /** What all together may take of memory, and beyond that of disk, in MiB. */
  readonly questionMemoryMb: number;
  readonly questionSpillMb: number;
  /** The folder in which complete runs are kept as Parquet files; `null`: none. */
  readonly lake: string | null;
  /** Time after which results that a crashed service held are handed out again. */
  readonly lockDurationMs: number;
  readonly logLevel: string;
}
