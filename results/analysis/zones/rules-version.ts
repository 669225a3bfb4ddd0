/**
 * Of what a visit and a crossing are: which way `in` is, what `settle` and `margin` mean. It stands in every row, and counts up with
 * every change that can change an answer, so that nobody adds up what does not belong together.
 */
export const ZONE_RULES_VERSION = 1;
