import { z } from 'zod';

/** Settings of a worker process; the field names are those of its flags and of `FRAMEFLEET_…` in the environment. */
export const workerConfigSchema = z.object({
  redisUrl: z.string().min(1).describe('the URL of a Redis server'),
  home: z.string().min(1).describe('a folder'),
  namespace: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .default('framefleet')
    .describe('letters, digits, - and _'),
  threads: z.coerce.number().int().min(1).max(256).optional().describe('an integer in 1..256'),
  preload: z
    .string()
    .regex(/^[0-9a-f]{64}(@\d+x\d+)?$/)
    .transform((text) => {
      const [modelSha256 = '', size] = text.split('@');
      const [width = 0, height = 0] = (size ?? '').split('x').map(Number);
      return { modelSha256, size: size === undefined ? null : { width, height } };
    })
    .optional()
    .describe("a model's sha256, and @WxH where it is not to run at its own size"),
  spinning: z.boolean().default(true).describe('true or false'),
  healthPort: z.coerce.number().int().min(0).max(65535).optional().describe('a port, 0..65535'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('trace, debug, info, warn, error, fatal or silent'),
});

export type WorkerConfig = Readonly<z.output<typeof workerConfigSchema>>;
