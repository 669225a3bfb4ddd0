/** Functions that give rows and read nothing but what they are given. */
export const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'range',
  'generate_series',
  'unnest',
  'json_each',
  'json_tree',
]);

/** Functions of single values that read, or change, what is no value of a row. */
export const FORBIDDEN_FUNCTIONS: ReadonlySet<string> = new Set([
  'current_setting',
  'getenv',
  'getvariable',
  'nextval',
  'currval',
  'setseed',
  'sleep_ms',
  'pg_sleep',
  'stats',
  'write_log',
]);

/** Functions of which a number says how long a value they make: a few letters of SQL would take all memory, which no limit counts. */
export const LENGTHENING_FUNCTIONS: ReadonlySet<string> = new Set([
  'repeat',
  'lpad',
  'rpad',
  'bitstring',
  'list_resize',
  'array_resize',
  'printf',
  'format',
  'range',
  'generate_series',
]);
