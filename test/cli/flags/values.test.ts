import assert from 'node:assert/strict';
import {
  choice,
  folder,
  instant,
  integer,
  number,
  pair,
  positive,
  size,
  time,
  timeAboveZero,
} from '../../../cli/flags/values.ts';

const square = (side: number) => ({ width: side, height: side });

describe('The value of a flag', () => {
  for (const [name, value, rows] of [
    [
      'an integer',
      integer(1, 64),
      [
        ['1', 1],
        ['64', 64],
        [' 7 ', 7],
        ['0', null],
        ['65', null],
        ['1.5', null],
        ['', null],
        ['0x10', null],
        ['x', null],
      ],
    ],
    [
      'a number',
      number(0, 1),
      [
        ['0', 0],
        ['1', 1],
        ['.25', 0.25],
        ['1e-2', 0.01],
        ['-0.1', null],
        ['1.1', null],
        ['', null],
        ['NaN', null],
        ['Infinity', null],
      ],
    ],
    [
      'a positive number',
      positive(1),
      [
        ['1', 1],
        ['0.5', 0.5],
        ['0', null],
        ['2', null],
      ],
    ],
    [
      'a word',
      choice(['fp32', 'int8']),
      [
        ['int8', 'int8'],
        ['int4', null],
        ['', null],
      ],
    ],
    [
      'a time',
      time,
      [
        ['0', 0],
        ['83.5', 83.5],
        ['1:23.5', 83.5],
        ['soon', null],
        ['-1', null],
      ],
    ],
    [
      'a time above zero',
      timeAboveZero,
      [
        ['0.1', 0.1],
        ['0', null],
        ['0:00', null],
      ],
    ],
    [
      'a size',
      size,
      [
        ['416', square(416)],
        ['416x224', { width: 416, height: 224 }],
        ['100', null],
        ['416x', null],
      ],
    ],
    [
      'two sizes',
      pair(size),
      [
        ['416', [square(416), square(416)]],
        ['416,608', [square(416), square(608)]],
        ['1,2', null],
        ['32,64,96', null],
      ],
    ],
    [
      'a folder',
      folder,
      [
        ['/a/../b', '/b'],
        ['', null],
      ],
    ],
    [
      'a moment',
      instant,
      [
        ['2026-11-27T09:30:00Z', '2026-11-27T09:30:00.000Z'],
        ['2026-11-27T09:30:00.25+02:00', '2026-11-27T07:30:00.250Z'],
        ['0', '1970-01-01T00:00:00.000Z'],
        ['1795771800.5', '2026-11-27T09:30:00.500Z'],
        ['1795771800500', null],
        ['2026-11-27T09:30:00', null],
        ['2026-02-30T09:30:00Z', null],
        ['yesterday', null],
      ],
    ],
  ] as const) {
    for (const [text, expected] of rows) {
      it(`that is ${name} ${expected === null ? 'cannot be' : 'can be'} \`${text}\``, () => {
        const { success, data } = value.safeParse(text);
        assert.deepEqual(success ? data : null, expected);
      });
    }
  }
});
