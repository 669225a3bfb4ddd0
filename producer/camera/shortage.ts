import { type ErrorCode, FramefleetError } from '../../shared/errors.ts';

const shortages: readonly ErrorCode[] = ['QUEUE_UNREACHABLE', 'STORE_UNREACHABLE', 'STORE_UNWRITABLE', 'STORE_LOCKED'];

/** Whether something that work needs is away or full: nobody's fault, and it may be back. */
export function isShortage(error: unknown): boolean {
  return error instanceof FramefleetError && shortages.includes(error.code);
}
