type Listeners = { readonly [name: `on${string}`]: (event: never) => unknown };
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | ((event: never) => unknown)>>;

/**
 * An element with attributes, listeners (`onclick: …`) and what is in it. Texts are texts: nothing is read as HTML.
 *
 * @param attributes - `true` writes an attribute without a value, `false` and `null` none
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes | Listeners = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.slice(2), value as EventListener);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}
