import type { Random } from '../../../demo/render/random.ts';

/** Values that a field of a text file may be given. */
const VALUES = [
  ...['', ' ', '0', '-1', '1.5', '1e9', '1e400', '-1e400', 'nan', 'inf', '2147483648', '99999999999999999999', '0x10'],
  ...[
    'a',
    '=',
    ',',
    '1,2,3',
    ';',
    '#',
    '[',
    ']',
    '\0',
    '\u001b[31m',
    '\u202e',
    'ß',
    '😀',
    '"',
    "'",
    '../../x',
    '$x',
    '%s%n',
  ],
  'x'.repeat(5000),
];

/** A damaged copy of a text of lines such as `name=value`: lines dropped, repeated, swapped, values replaced. */
export function mutateText(original: string, random: Random): string {
  let lines = original.split('\n');
  for (let n = random.integer(1, 4); n > 0 && lines.length > 0; n--) lines = mutateLines(lines, random);
  const end = random.pick(['\n', '\n', '\n', '\r\n', '\r']);
  return (random.chance(0.05) ? '\ufeff' : '') + lines.join(end);
}

function mutateLines(lines: string[], random: Random): string[] {
  const at = random.integer(0, lines.length - 1);
  const line = lines[at] ?? '';
  switch (random.integer(0, 8)) {
    case 0:
      return lines.toSpliced(at, random.integer(1, 5));
    case 1:
      return lines.toSpliced(at, 0, ...Array.from({ length: random.integer(1, 300) }, () => line));
    case 2:
      return lines.with(at, random.pick(lines));
    case 3:
      return lines.with(at, random.pick(VALUES));
    case 4:
      return lines.slice(0, at);
    case 5:
      return lines.with(at, line.slice(0, random.integer(0, line.length)));
    default:
      return lines.with(
        at,
        line.replace(/=.*|^[^=]+$/, () => `${line.includes('=') ? '=' : ''}${valueFor(line, random)}`),
      );
  }
}

/** Another value for a line: an odd one, or its number moved. */
function valueFor(line: string, random: Random): string {
  const number = Number(/-?\d+(\.\d+)?/.exec(line)?.[0] ?? Number.NaN);
  if (Number.isNaN(number) || random.chance(0.5)) return random.pick(VALUES);
  return String(random.pick([number + 1, number - 1, -number, number * 2, number * 1000, number / 3]));
}
