/** How long, and how many at once. */
export interface HttpLimits {
  /** Until the head of a request has come, and until all of it has. */
  readonly headMs: number;
  readonly requestMs: number;
  /** Questions that are answered at the same time; further ones wait. */
  readonly questions: number;
  /** Of frames of sources likewise, beside these. */
  readonly frames: number;
  /** How long a question waits for its turn. */
  readonly turnMs: number;
  /** How long an answer may lie unread before it is given up. */
  readonly unreadMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headMs: 10_000,
  requestMs: 30_000,
  questions: 16,
  frames: 8,
  turnMs: 30_000,
  unreadMs: 300_000,
};
