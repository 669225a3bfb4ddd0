import { ERROR_TABLE } from '../../shared/errors.ts';
import { showsStack } from '../fixtures/command-verdict.ts';
import type { SocketAnswer, SocketRequest } from './ask-socket.ts';
import type { Fault, Verdict } from './verdict.ts';

/** A refusal must have a code of the documented table; 500 stands for a bug. */
export function verdictOnAnswer(asked: SocketRequest, { status, body }: SocketAnswer): Verdict {
  const faults: Fault[] = [];
  if (status >= 400 && asked.method !== 'HEAD' && !hasCode(body)) faults.push('crash');
  else if (status === 500) faults.push('crash');
  if (showsStack(body)) faults.push('stack trace');
  return {
    outcome: String(status),
    faults,
    details: `${JSON.stringify(asked).slice(0, 2000)}\n${status} ${body.slice(0, 1000)}`,
  };
}

/** Whether a refusal has a code of the documented table. */
function hasCode(body: string): boolean {
  try {
    const { code } = (JSON.parse(body) as { error: { code: string } }).error;
    return code in ERROR_TABLE;
  } catch {
    return false;
  }
}
