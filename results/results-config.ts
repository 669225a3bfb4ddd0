/** Settings of the results service, parsed and checked. */
export interface ResultsConfig {
  readonly home: string;
  readonly redisUrl: string;
  readonly namespace: string;
  /** `host:port` or `unix:///path/to/socket` */
  readonly listen: string;
  /** Time after which results that a crashed service held are handed out again. */
  readonly lockDurationMs: number;
  readonly logLevel: string;
}
