import { clockOf } from '../../pictures/clock-text.ts';
import { type Html, html } from './html.ts';

/** A number as people read it, with the number itself for programs; a dash where it is not known. */
export function number(value: number | null | undefined, digits = 0): Html {
  if (value === null || value === undefined) return html`<span title="not known">–</span>`;
  return html`<data value="${value}">${numberText(value, digits)}</data>`;
}

export function numberText(value: number, digits = 0): string {
  const [whole = '', part] = value.toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** One or several: `1 frame`, `2 frames`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : several}`;
}

/** Seconds of a stream: `0:04.2`, `1:02:04.0`. */
export function timeText(seconds: number): string {
  return clockOf(seconds)
    .replace(/^00:(0(?=\d:))?/, '')
    .replace(/\d\d$/, '');
}

/** A stretch of a stream; its ends may be open. */
export function stretchText(from: number | null, to: number | null): string {
  if (from === null && to === null) return 'all of it';
  if (from === null) return `up to ${timeText(to!)}`;
  return to === null ? `from ${timeText(from)} on` : `${timeText(from)} – ${timeText(to)}`;
}

/** A moment in UTC: `2026-03-01 22:00:00 UTC`. */
export function moment(iso: string | null): Html {
  if (iso === null) return html`not known`;
  return html`<span class="whole">${iso.slice(0, 10)}</span> <span class="whole">${iso.slice(11, 19)} UTC</span>`;
}

/** An id, which may be parted anywhere where there is no room for it. */
export function id(text: string): Html {
  return html`<span class="id">${text}</span>`;
}
