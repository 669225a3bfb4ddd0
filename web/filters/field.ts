import { element } from '../element.ts';
import type { StateKey, StateStore } from '../state.ts';

/** A field of the state: what is typed into it becomes a filter when it is left, or on Enter. @returns the field, and what ends it */
export function stateField(
  store: StateStore,
  key: StateKey,
  label: string,
  attributes: Readonly<Record<string, string | null>>,
): { readonly element: HTMLElement; readonly input: HTMLInputElement; readonly end: () => void } {
  const input = element('input', {
    ...{ type: 'text', name: key, autocomplete: 'off', spellcheck: 'false' },
    ...attributes,
    onchange: () => {
      store.update({ [key]: input.value.trim() });
    },
  });
  const show = (): void => {
    if (input.value !== store.state[key]) input.value = store.state[key];
  };
  show();
  const end = store.subscribe((_state, changed) => {
    if (changed.has(key)) show();
  });
  return { element: element('label', { class: 'field' }, element('span', {}, label), input), input, end };
}
