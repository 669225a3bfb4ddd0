/** Chunks of low priority are worked on when no other waits. */
export const PRIORITIES = ['normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];
