import { type Html, type HtmlValue, html } from './html.ts';
import { numberText } from './texts.ts';

/** A column of a table: its heading, and what it holds of a row. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => HtmlValue;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

/** Rows that are written of a table; whoever needs more asks for them. */
const MOST_ROWS = 300;

/**
 * A table, each row headed by its first column. It can be scrolled where it is too wide, by keyboard too.
 *
 * @param title - what it is of
 * @param most - rows that are written; of others it is told how many there are
 */
export function tableHtml<Row>(
  title: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  most = MOST_ROWS,
): Html {
  const head = columns.map(({ title: text, isNumber }) => html`<th scope="col"${numeric(isNumber)}>${text}</th>`);
  const body = rows.slice(0, most).map(
    (row) =>
      html`<tr>${columns.map(({ cell, isNumber }, index) =>
        index === 0
          ? html`<th scope="row" class="name">${cell(row)}</th>`
          : html`<td${numeric(isNumber)}>${cell(row)}</td>`,
      )}</tr>
`,
  );
  return html`<div class="wide" role="region" aria-label="${title}" tabindex="0"><table><caption>${title}</caption>
<thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>${rows.length > most ? html`<p class="faint">And ${numberText(rows.length - most)} more.</p>` : null}`;
}

function numeric(isNumber = false): Html {
  return isNumber ? html` class="n"` : html``;
}
