import assert from 'node:assert/strict';
import { clockWindows, parseMoment, parseTimeOfDay, parseWeekdays } from '../../../../results/query/filter/clock.ts';

const HOUR_MS = 3_600_000;

/** What a clock in a zone shows, by Node's own tables. */
function shown(ms: number, timeZone: string): { readonly minute: number; readonly weekday: string } {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  });
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return { minute: Number(parts.hour) * 60 + Number(parts.minute), weekday: parts.weekday!.toLowerCase() };
}

describe('Windows of the wall clock', () => {
  for (const [zone, from, timeOfDay, weekday] of [
    ['UTC', '2026-03-01T10:20:00Z', '22:00-06:00', null],
    ['Europe/Berlin', '2026-03-28T20:00:00Z', '01:30-03:15', null], // clocks go forward
    ['Europe/Berlin', '2026-10-24T20:00:00Z', '02:15-02:45', null], // and back: it is 2:15 twice
    ['America/New_York', '2026-11-01T00:00:00Z', '23:30-01:30', 'sun'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '00:00-24:00', 'mon-fri'], // 5:45 hours before UTC
    ['Australia/Lord_Howe', '2026-04-04T00:00:00Z', '01:00-02:10', 'sat,sun'], // half an hour of summer time
  ] as const) {
    it(`hold each minute of ${timeOfDay}${weekday ? ` on ${weekday}` : ''} in ${zone}, and no other`, () => {
      const start = Date.parse(from);
      const days = weekday === null ? null : parseWeekdays(weekday);
      const times = parseTimeOfDay(timeOfDay)!;
      const filter = { since: null, until: null, timeOfDay: times, weekday: days, tz: zone };
      const windows = clockWindows(start, start + 100 * HOUR_MS, filter);
      const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
      for (let ms = start; ms < start + 100 * HOUR_MS; ms += 60_000) {
        const { minute, weekday: day } = shown(ms, zone);
        const { fromMinute, toMinute } = times;
        const isTime =
          fromMinute < toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
        const expected = isTime && (days === null || days.includes(names.indexOf(day)));
        const held = windows.filter(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
        assert.equal(held.length, expected ? 1 : 0, new Date(ms).toISOString());
        for (const { offsetMs } of held) assert.equal(((ms + offsetMs) / 60_000) % 1440, minute);
      }
    });
  }

  it('end where moments say, by the clocks of the zone', () => {
    const since = parseMoment('2026-03-29 00:30');
    const until = parseMoment('2026-03-29T02:30'); // is left out: the moment after
    const filter = { since, until, timeOfDay: null, weekday: null, tz: 'Europe/Berlin' };
    const [first, second, ...others] = clockWindows(0, Date.parse('2027-01-01T00:00:00Z'), filter);
    assert.deepEqual(others, []);
    assert.equal(new Date(first!.fromMs).toISOString(), '2026-03-28T23:30:00.000Z');
    assert.equal(new Date(second!.toMs).toISOString(), '2026-03-29T01:30:00.000Z');
    assert.equal(first!.toMs, second!.fromMs);
  });
});
