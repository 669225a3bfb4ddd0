import { FramefleetError, messageOf, QueryError } from '../../../shared/errors.ts';

/** What DuckDB calls faults of a statement, or of what it makes of the values. */
const FAULTS_OF_STATEMENT =
  /^(Parser|Syntax|Binder|Catalog|Conversion|Out of Range|Invalid Input|Invalid type|Mismatch Type|Not implemented|Divide by Zero|Decimal|Value out of range|Expression|Parameter Not Resolved|Parameter Not Allowed|Object Size|Permission|Invalid Configuration|Missing Extension|Transaction(Context)?|Constraint|Dependency|Sequence) Error: /i;

/** The error of somebody's statement; `null` where it is none of the statement's. */
export function sqlErrorOf(error: unknown): QueryError | null {
  if (error instanceof FramefleetError) return null;
  const reason = messageOf(error);
  if (!FAULTS_OF_STATEMENT.test(reason)) return null;
  return new QueryError('QUERY_INVALID', `Expected SQL that can be answered, got: ${reason.trim()}`, { cause: error });
}
