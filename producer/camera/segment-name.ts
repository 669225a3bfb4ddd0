/** Letters that a segment's name is longer by than its capture's. */
export const SEGMENT_TIME_LENGTH = '-20261127T170000Z'.length;

/** `gate-20261127T170000Z`: the name of a capture, and when the segment began, in UTC. */
export function segmentName(name: string, startedAt: Date): string {
  return `${name}-${startedAt.toISOString().replace(/[-:]|\.\d+/g, '')}`;
}
