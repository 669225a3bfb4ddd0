/**
 * Seconds of a time that is written `83.5`, `1:23.5` or `0:01:23.5`.
 *
 * @returns `null` when it is neither
 */
export function parseTime(text: string): number | null {
  const match = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (!match) return null;
  const [hours, minutes, seconds] = match.slice(1).map((part) => (part === undefined ? 0 : Number(part))) as [
    number,
    number,
    number,
  ];
  const isClock = match[2] !== undefined;
  if (isClock && (seconds >= 60 || (match[1] !== undefined && minutes >= 60))) return null;
  return hours * 3600 + minutes * 60 + seconds;
}
