import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ConfigError, ERROR_TABLE } from '../../shared/errors.ts';

describe('error table', () => {
  it('stands in the docs as it stands in the code', () => {
    const rows = readFileSync('docs/errors.md', 'utf8').matchAll(
      /^\| `([A-Z_]+)` \| (yes|no) \| (\d+) \| (\d{3}) \| (.*) \|$/gm,
    );
    const documented = Object.fromEntries(
      [...rows].map(([, code, retried, exitCode, httpStatus, meaning]) => [
        code,
        { retryable: retried === 'yes', exitCode: Number(exitCode), httpStatus: Number(httpStatus), meaning },
      ]),
    );
    assert.deepEqual(documented, ERROR_TABLE);
  });

  it('gives an error the facts of its code, its class as name and its cause', () => {
    const cause = new Error('inner');
    const error = new ConfigError('CONFIG_INVALID', 'outer', { cause });
    assert.deepEqual(
      {
        ...error,
        retryable: error.retryable,
        exitCode: error.exitCode,
        httpStatus: error.httpStatus,
        cause: error.cause,
      },
      { name: 'ConfigError', code: 'CONFIG_INVALID', retryable: false, exitCode: 2, httpStatus: 400, cause },
    );
  });
});
