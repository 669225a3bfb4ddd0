/**
 * Tables that hold rows of a run, in the order in which they are emptied; `runs` comes last. Those of captures name it by its id,
 * the others by its number.
 */
export const RUN_TABLES = [
  'track_boxes',
  'tracks',
  'track_sets',
  'detections',
  'confidence_sums',
  'label_minutes',
  'minutes',
  'label_seconds',
  'seconds',
  'frames',
  'chunks',
  'carried_stretches',
] as const;
export const CAPTURE_TABLES = ['camera_gaps', 'captures', 'runs'] as const;
