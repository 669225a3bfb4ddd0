import { harmlessLine } from '../../../shared/harmless.ts';

/** A piece of HTML. */
export class Html {
  constructor(readonly text: string) {}
}

export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

/**
 * HTML of a template: what is put in is shown as it is, whatever it holds, in texts and in attributes within double quotes; lists are
 * put one behind the other, and `null` is nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.reduce((text, part, index) => text + textOf(values[index - 1] ?? null) + part));
}

/** HTML that is known to be harmless: our own style, and numbers in paths. */
export function ownHtml(text: string): Html {
  return new Html(text);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textOf(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(textOf).join('');
  return harmlessLine(String(value)).replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}
