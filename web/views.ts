import { overview } from './overview/overview.ts';
import { table } from './table/table.ts';
import type { View } from './view.ts';

/** The views of the page, as their tabs stand; the first is shown where the link names none. */
export const VIEWS: readonly View[] = [overview, table];
