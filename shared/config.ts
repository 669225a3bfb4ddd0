import type { z } from 'zod';
import { ConfigError, type ErrorCode, FramefleetError } from './errors.ts';

/**
 * Checks flat raw options against a schema whose fields carry a `.describe()` of what is expected.
 *
 * @param nameOf - how a field is called where the user wrote it (`--iou`, `FRAMEFLEET_IOU`, `iou`)
 * @returns the parsed value, frozen
 * @throws {FramefleetError} `code` (default `CONFIG_INVALID`), one sentence for each fault, all faults at once
 */
export function parseConfig<T extends z.ZodObject>(
  schema: T,
  raw: Readonly<Record<string, unknown>>,
  nameOf: (field: string) => string = (field) => field,
  code: ErrorCode = 'CONFIG_INVALID',
): Readonly<z.output<T>> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return Object.freeze(parsed.data) as Readonly<z.output<T>>;
  const sentences = parsed.error.issues.map((issue) => {
    const field = String(issue.path[0] ?? '');
    const expected = schema.shape[field]?.description;
    if (expected === undefined) return `${issue.message}.`;
    const got = raw[field] === undefined ? 'nothing' : `\`${displayed(raw[field])}\``;
    return `Expected \`${nameOf(field)}\` to be ${expected}, got ${got}.`;
  });
  const message = [...new Set(sentences)].join('\n');
  throw code === 'CONFIG_INVALID' ? new ConfigError(code, message) : new FramefleetError(code, message);
}

function displayed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
