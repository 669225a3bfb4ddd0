import type { Stretch } from './stretches.ts';

/** `00:01:23.456 --> 00:01:25.000`: never of no length. @param point - between seconds and milliseconds */
export function clockRange({ from, to }: Stretch, point: '.' | ','): string {
  const begin = Math.round(from * 1000);
  const end = Math.max(Math.round(to * 1000), begin + 1);
  return `${clock(begin, point)} --> ${clock(end, point)}`;
}

function clock(milliseconds: number, point: string): string {
  const part = (unit: number, of: number, digits: number) =>
    String(Math.floor(milliseconds / unit) % of).padStart(digits, '0');
  return `${part(3_600_000, Number.POSITIVE_INFINITY, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}${point}${part(1, 1000, 3)}`;
}
