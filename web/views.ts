import { compare } from './compare/compare-view.ts';
import { heatMap } from './heat-map/heat-map-view.ts';
import { overview } from './overview/overview.ts';
import { moment } from './player/moment-view.ts';
import { player } from './player/player-view.ts';
import { table } from './table/table.ts';
import type { View } from './view.ts';
import { zones } from './zones/zones-view.ts';

/** The views of the page, as their tabs stand; the first is shown where the link names none. */
export const VIEWS: readonly View[] = [overview, table, player, moment, zones, heatMap, compare];
