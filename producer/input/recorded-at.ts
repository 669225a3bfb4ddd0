import type { Video } from '../../shared/run.ts';
import type { Input } from './inputs.ts';

type RecordedAt = Pick<Video, 'recordedAt' | 'recordedAtSource'>;

/** Earlier years stand for clocks that were not set. */
const firstYear = 1971;
const unknown: RecordedAt = { recordedAt: null, recordedAtSource: null };

/**
 * When the first frame of an input was taken: as the user says, else by a date and time in the name of a recording, else by its
 * container. A camera tells no time of its own; its frames carry the time at which they came.
 *
 * @param startsAt - ISO 8601 in UTC
 * @param containerTime - likewise
 */
export function recordedAtOf(input: Input, startsAt: string | null, containerTime: string | null): RecordedAt {
  if (startsAt !== null) return { recordedAt: startsAt, recordedAtSource: 'flag' };
  if (input.kind === 'camera') return unknown;
  const named = timeInName(nameOf(input));
  if (named !== null) return { recordedAt: named, recordedAtSource: 'name' };
  return containerTime === null ? unknown : { recordedAt: containerTime, recordedAtSource: 'container' };
}

const date = '(?<year>\\d{4})(?<s>[-_.]?)(?<month>\\d\\d)\\k<s>(?<day>\\d\\d)';
const clock = '(?<hour>\\d\\d)[-_.:h]?(?<minute>\\d\\d)[-_.:m]?(?<second>\\d\\d)(?:[.,]?(?<milli>\\d{3}))?s?';
const zone = '(?<zone>Z|[+-]\\d\\d:?\\d\\d)?';
const dateAndTime = new RegExp(`(?<!\\d)${date}(?:T|_|-|\\.| at | - | )?${clock}${zone}(?!\\d)`, 'i');

/**
 * The date and time of day in a file's name, as cameras and recorders write them: `VID_20191231_235959.mp4`,
 * `2026-11-27 17.05.33.mkv`, `cam1-20261127T170533Z.ts`. Without a zone it is the local time of this machine.
 *
 * @returns ISO 8601 in UTC; `null` where there is none
 */
export function timeInName(name: string): string | null {
  const parts = dateAndTime.exec(name)?.groups;
  if (!parts) return null;
  const { year, month, day, hour, minute, second, milli = '000', zone: said } = parts;
  const stated = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}`;
  // A day that no calendar has (30 February) is read as another one.
  if (!new Date(`${stated}Z`).toJSON()?.startsWith(stated) || Number(year) < firstYear) return null;
  const offset = said?.length === 5 ? `${said.slice(0, 3)}:${said.slice(3)}` : (said?.toUpperCase() ?? '');
  const time = new Date(`${stated}${offset}`);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/**
 * The time that a container was made at, in what ffmpeg writes as `ffmetadata`. In there `=` is escaped wherever it is not the
 * one behind a key, so that no other text looks like it.
 *
 * @returns ISO 8601 in UTC; `null` where there is none
 */
export function timeInMetadata(metadata: string): string | null {
  const said = /^creation_time=(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)Z?$/m.exec(metadata);
  const time = said ? new Date(`${said[1]}T${said[2]}Z`) : null;
  if (!time || Number.isNaN(time.getTime()) || time.getUTCFullYear() < firstYear) return null;
  return time.toISOString();
}

function nameOf({ kind, uri, pictures }: Input): string {
  if (pictures) return pictures[0]?.split('/').at(-1) ?? '';
  const place = kind === 'url' ? uri.replace(/\?.*$/, '') : uri;
  const name = place.split('/').at(-1) ?? '';
  try {
    return kind === 'url' ? decodeURIComponent(name) : name;
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}
