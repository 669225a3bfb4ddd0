import type { SkipReason } from '../fixtures/skip.ts';

/** Outermost suites whose tests may be skipped for a reason: what they check cannot be checked without. */
export const EXPECTED_SKIPS: Readonly<Record<SkipReason, readonly string[]>> = {
  'no test data': [
    'bilinear resize',
    'average precision of real models',
    'compiled networks',
    'detections',
    'agreement with an independent program',
    'the score of tracks',
  ],
  'a CPU without the layout NCHWc': [
    'convolutions by Winograd',
    'an optimised graph that is held against the plain one',
  ],
  'another system than Linux': [
    'a folder that is made',
    'A home folder that cannot be made',
    'The exit code',
    'A command with a password among its arguments',
    'the folder of pixels in memory',
    'detect on a system that has files in memory',
    'files of payloads',
    'a recording that is decoded before its run is open',
    'the first of some recordings',
  ],
  'no GPU that Vulkan reaches': ['a model on a GPU'],
  'a user other than root': ['Another user of the machine'],
  'a shell that is not installed': ['Completion in bash', 'Completion in bash, as it is typed'],
  'no Chromium': [
    'The page that shows what was found',
    'The player of the page',
    'Zones drawn in the page',
    'Heat maps and comparisons of the page',
    'report',
  ],
};

export const MOST_SKIPS = 80;
