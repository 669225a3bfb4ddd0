import { z } from 'zod';

/** Settings of the results service; the field names are those of its flags and of `FRAMEFLEET_…` in the environment. */
export const resultsConfigSchema = z.object({
  home: z.string().min(1).describe('a folder'),
  redisUrl: z.string().min(1).describe('the URL of a Redis server (or set REDIS_URL)'),
  namespace: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .default('framefleet')
    .describe('letters, digits, - and _'),
  listen: z.string().min(1).default('0.0.0.0:8080').describe('host:port or unix:///path/to/socket'),
  lockDurationMs: z.coerce.number().int().min(500).max(600_000).default(30_000).describe('an integer in 500..600000'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('trace, debug, info, warn, error, fatal or silent'),
});

export type ResultsConfig = Readonly<z.output<typeof resultsConfigSchema>>;
