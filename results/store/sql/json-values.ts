import {
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBValueConverter,
  type Json,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';
import { sevenDigits } from '../../query/text/digits.ts';

const WHOLE_NUMBERS: readonly DuckDBTypeId[] = [
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
];

/**
 * A value of DuckDB as answers have it: numbers as numbers where those hold them, else as text; times as ISO 8601 in UTC; lists and
 * structs as JSON.
 */
export const jsonValue: DuckDBValueConverter<Json> = (value, type, converter) => {
  if (value === null || value === undefined) return null;
  const { typeId } = type;
  if (WHOLE_NUMBERS.includes(typeId)) return wholeNumber(value as bigint);
  if (typeId === DuckDBTypeId.FLOAT) return Number.isFinite(value) ? sevenDigits(value as number) : String(value);
  if (typeId === DuckDBTypeId.DECIMAL) return decimal(String(value));
  if (typeId === DuckDBTypeId.INTERVAL) return String(value);
  return isoTime(value) ?? JsonDuckDBValueConverter(value, type, converter);
};

function wholeNumber(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function decimal(text: string): Json {
  const number = Number(text);
  const digits = text.replace(/^-?0*\.?|\./g, '').length;
  return digits <= 15 ? number : text;
}

/** `null` for what is no time. */
function isoTime(value: DuckDBValue): string | null {
  if (value instanceof DuckDBTimestampTZValue) return iso(new DuckDBTimestampValue(value.micros));
  const isTime =
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampMillisecondsValue ||
    value instanceof DuckDBTimestampNanosecondsValue ||
    value instanceof DuckDBTimestampSecondsValue;
  return isTime ? iso(value) : null;
}

/** `2026-03-02 21:59:02.76` as `2026-03-02T21:59:02.760Z`; what is no time of day (infinity) as it is. */
function iso(value: DuckDBValue): string {
  const text = String(value);
  const [, day, time, fraction = ''] = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(text) ?? [];
  return time === undefined ? text : `${day}T${time}.${fraction.padEnd(3, '0')}Z`;
}
