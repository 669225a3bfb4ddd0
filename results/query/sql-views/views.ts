import { FRAME_VIEWS } from './frame-views.ts';
import { RUN_VIEWS } from './run-views.ts';
import { OBJECT_VIEWS } from './track-views.ts';
import type { View } from './view.ts';

/** What a statement can be about. The tables of the store are not: they change from version to version. */
export const VIEWS: readonly View[] = [...RUN_VIEWS, ...FRAME_VIEWS, ...OBJECT_VIEWS];

/** The views by name. */
export const VIEWS_BY_NAME: ReadonlyMap<string, View> = new Map(VIEWS.map((view) => [view.name, view]));

/** Those that can be answered only once objects were made of detections. */
export const TRACK_VIEWS: ReadonlySet<string> = new Set(['tracks', 'track_boxes']);

/** Every column of every view, a row each. */
export function viewRows(): { readonly view: string; readonly column: string; readonly meaning: string }[] {
  return VIEWS.flatMap(({ name, meaning, columns }) => [
    { view: name, column: '', meaning },
    ...columns.map((column) => ({ view: name, column: column.name, meaning: column.meaning })),
  ]);
}
