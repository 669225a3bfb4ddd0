/** Tables that hold rows of a run, in the order in which they are emptied. */
export const RUN_TABLES = ['detections', 'frames', 'chunks', 'camera_gaps', 'captures', 'runs'] as const;
