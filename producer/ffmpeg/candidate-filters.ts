import type { RunSettings } from '../../shared/run.ts';

/** What says which frames may be sampled at all, by what is in them and not by their time. */
export type CandidateRule = Pick<RunSettings, 'keyframes' | 'scenes'>;

/** Whether only some frames may be sampled, which ffmpeg alone can tell. */
export function areCandidatesTold({ keyframes, scenes }: CandidateRule): boolean {
  return keyframes === true || scenes !== undefined;
}

/** The filters that let candidates through. A frame that does not pass still counts. */
export function candidateFilters({ keyframes, scenes }: CandidateRule): string[] {
  return [
    ...(keyframes ? ["select='key'"] : []),
    // The first frame has nothing before it to differ from.
    ...(scenes !== undefined ? [`select='not(n)+gt(scene,${scenes})'`] : []),
  ];
}
