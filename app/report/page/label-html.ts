import { colourOf } from '../../../shared/label-colour.ts';
import { type Html, html } from './html.ts';

/** A label with the colour that its boxes have on pictures. */
export function labelHtml(label: string): Html {
  return html`<span class="swatch" style="background:rgb(${colourOf(label).join(',')})"></span>${label}`;
}
