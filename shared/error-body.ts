import { z } from 'zod';
import { ERROR_TABLE, type ErrorCode, FramefleetError } from './errors.ts';

const codes = Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]];

/** An error as it crosses to another process. */
export const errorFactsSchema = z.object({ code: z.enum(codes), message: z.string() });

/** What every HTTP answer says that is not a success. */
export const errorBodySchema = z.object({ error: errorFactsSchema });
export type ErrorBody = z.output<typeof errorBodySchema>;

export function toErrorBody(error: FramefleetError): ErrorBody {
  return { error: { code: error.code, message: error.message } };
}

/** The error that an HTTP answer tells of; `null` when the text is no error body (a proxy's page, say). */
export function errorOfBody(text: string): FramefleetError | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
  const parsed = errorBodySchema.safeParse(body);
  return parsed.success ? new FramefleetError(parsed.data.error.code, parsed.data.error.message) : null;
}
