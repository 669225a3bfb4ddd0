import type { ObjectFilter } from '../../analysis/questions/track-filters.ts';

/** Makes the objects that questions need. */
export interface TrackMaker {
  /**
   * Of runs that are complete, those that are missing, or would be others now.
   *
   * @param asked - which runs; default: all
   * @throws {QueryError} `RUN_NOT_FOUND`, `QUERY_INVALID` (a run that is named and not complete)
   */
  makeMissing(asked?: Pick<ObjectFilter, 'run' | 'video' | 'label'>): Promise<void>;
}
