import { element } from './element.ts';

/** Asks for the token of the service. */
export class TokenDialog {
  readonly #dialog: HTMLDialogElement;
  readonly #reason = element('p', { id: 'token-reason' });
  readonly #input = element('input', {
    ...{ type: 'password', name: 'token', autocomplete: 'off', spellcheck: 'false', required: true },
    'aria-describedby': 'token-reason',
  });

  /** @param onToken - hears what was given */
  constructor(parent: HTMLElement, onToken: (token: string) => void) {
    const submit = (event: Event): void => {
      event.preventDefault();
      const token = this.#input.value.trim();
      if (token === '') return;
      this.#dialog.close();
      this.#input.value = '';
      onToken(token);
    };
    this.#dialog = element(
      'dialog',
      // it is no question that can be left open: without a token there is nothing to see
      { class: 'token-dialog', 'aria-labelledby': 'token-title', oncancel: (event: Event) => event.preventDefault() },
      element(
        'form',
        { onsubmit: submit },
        element('h2', { id: 'token-title' }, 'A token is needed'),
        this.#reason,
        element('label', { class: 'field' }, element('span', {}, 'Token'), this.#input),
        element('p', { class: 'hint' }, 'It is kept until this tab is closed, and sent to this service alone.'),
        element('button', { type: 'submit', class: 'primary' }, 'Show what was found'),
      ),
    );
    parent.append(this.#dialog);
  }

  /** @param reason - as the service gives it */
  ask(reason: string): void {
    this.#reason.textContent = reason;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#input.focus();
  }
}
