import { STRETCHES } from '../../../results/query/count/groups.ts';
import type { CountRow } from '../../../shared/questions.ts';
import { mean, mediaClock, wholeClock } from './cells.ts';
import { type Column, numbers, words } from './column.ts';
import { nameOfUri, type View } from './view.ts';

/** What stands where nobody looked. */
const NOT_LOOKED = '–';

/** How often: the keys in the order in which they were asked for, names before ids, then how many. @param rows - of the same columns */
export function countColumns(view: View, rows: readonly CountRow[]): Column<CountRow>[] {
  const keys = Object.keys(rows[0] ?? {});
  const all = columnsByKey(view);
  return [...keys.flatMap((key) => all[key]?.names ?? []), ...keys.flatMap((key) => all[key]?.ids ?? [])];
}

interface KeyColumns {
  readonly names?: readonly Column<CountRow>[];
  readonly ids?: readonly Column<CountRow>[];
}

function columnsByKey({ idText, videoName }: View): Readonly<Record<string, KeyColumns>> {
  const name = (title: string, key: string) => words<CountRow>(title, 12, (row) => String(row[key] ?? ''), 12);
  const id = (title: string, key: string, importance: number) => ({
    ids: [words<CountRow>(title, importance, (row) => idText(String(row[key])))],
  });
  const video = words<CountRow>('video', 11, (row) => nameOfRow(row) ?? videoName(String(row.videoId)), 12);
  return {
    label: { names: [name('label', 'label')] },
    zone: { names: [name('zone', 'zone')] },
    modelId: { names: [name('model', 'modelId')] },
    day: { names: [name('day', 'day')] },
    hourOfDay: { names: [numbers('hour of day', 12, numberOf('hourOfDay'), (hour) => `${hour}`.padStart(2, '0'))] },
    ...Object.fromEntries(Object.entries(STRETCHES).map(([key, length]) => [key, { names: [stretch(key, length)] }])),
    frameIndex: { names: [numbers('frame', 12, numberOf('frameIndex'))] },
    ptsSeconds: { names: [numbers('time', 8, numberOf('ptsSeconds'), mediaClock)] },
    videoId: { names: [video], ...id('video id', 'videoId', 1) },
    runId: id('run', 'runId', 6),
    modelSha256: id('model sha256', 'modelSha256', 2),
    detections: { names: [measure('detections', 'detections', 13)] },
    frames: { names: [measure('frames', 'frames', 9)] },
    lookedFrames: { names: [measure('looked at', 'lookedFrames', 3)] },
    meanPerFrame: { names: [measure('mean', 'meanPerFrame', 5, mean)] },
    maxPerFrame: { names: [measure('most', 'maxPerFrame', 7)] },
    tracks: { names: [measure('tracks', 'tracks', 10)] },
    uri: { names: [words('place', 1.5, (row) => String(row.uri), 20)] },
  };
}

/** A stretch of stream time, by its begin. */
function stretch(key: string, seconds: number): Column<CountRow> {
  return numbers(key, 12, numberOf(key), (index) => wholeClock(index * seconds));
}

function measure(title: string, key: string, importance: number, textOf: (value: number) => string = String) {
  const cell = (row: CountRow) => (row[key] === null ? NOT_LOOKED : textOf(Number(row[key])));
  return { title, importance, cell, isNumber: true, least: null };
}

function numberOf(key: string): (row: CountRow) => number {
  return (row) => Number(row[key]);
}

function nameOfRow({ uri }: CountRow): string | null {
  return typeof uri === 'string' ? nameOfUri(uri) : null;
}
