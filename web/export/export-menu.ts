import { element } from '../element.ts';
import { filterOf } from '../filter.ts';
import type { ViewTools } from '../view.ts';
import { commandOf } from './command.ts';
import { EXPORTS, REPORT } from './formats.ts';
import { saveExport } from './save-export.ts';

const FORMATS = [...EXPORTS, REPORT];

/** Takes what is filtered away as a file: in every format, and as a report. */
export function exportMenu({ api, store, tell }: ViewTools): HTMLElement {
  const format = element(
    'select',
    { name: 'format' },
    ...FORMATS.map(({ name, title }) => element('option', { value: name }, title)),
  );
  const command = element('code', { class: 'command', tabindex: '0' });
  const said = element('p', { class: 'hint', role: 'status' });
  const save = element('button', { type: 'submit', class: 'primary' }, 'Save');
  let stop: AbortController | null = null;
  const cancel = element('button', { type: 'button', hidden: true, onclick: () => stop?.abort() }, 'Cancel');
  const dialog = element(
    'dialog',
    { class: 'export', 'aria-labelledby': 'export-title', onclose: () => stop?.abort() },
    element(
      'form',
      { onsubmit: (event: Event) => void submit(event) },
      element('h2', { id: 'export-title' }, 'Export what is filtered'),
      element('label', { class: 'field' }, element('span', {}, 'Format'), format),
      said,
      element('p', { class: 'hint' }, 'The same as a command:'),
      command,
      element(
        'div',
        { class: 'buttons' },
        save,
        cancel,
        element('button', { type: 'button', onclick: () => close() }, 'Close'),
      ),
    ),
  );
  format.addEventListener('change', show);

  function close(): void {
    dialog.close();
  }

  function chosen() {
    return FORMATS.find(({ name }) => name === format.value)!;
  }

  function show(): void {
    said.textContent = chosen().about;
    command.textContent = commandOf(filterOf(store.state), chosen());
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    stop = new AbortController();
    save.disabled = true;
    cancel.hidden = false;
    try {
      const bytes = await saveExport(api, filterOf(store.state), chosen(), stop.signal, (text) => {
        said.textContent = text;
      });
      said.textContent = `Saved, ${bytes}.`;
    } catch (error) {
      said.textContent = stop.signal.aborted ? 'Cancelled; nothing was saved.' : (error as Error).message;
      if (!stop.signal.aborted) tell(error as Error);
    } finally {
      stop = null;
      save.disabled = false;
      cancel.hidden = true;
    }
  }

  const button = element(
    'button',
    {
      type: 'button',
      'aria-haspopup': 'dialog',
      onclick: () => {
        show();
        dialog.showModal();
      },
    },
    'Export …',
  );
  return element('div', { class: 'export-menu' }, button, dialog);
}
