import { element } from '../element.ts';
import { type Corner, clamped, type Shape } from './shape.ts';

/** The corners of a shape as numbers, a row each. */
export class CornerRows {
  readonly element = element('ol', { class: 'zone-corners' });
  readonly #kind: Shape['kind'];
  readonly #onChange: (corners: readonly Corner[]) => void;
  readonly #inputs: (readonly [x: HTMLInputElement, y: HTMLInputElement])[] = [];
  #corners: readonly Corner[] = [];

  constructor(kind: Shape['kind'], onChange: (corners: readonly Corner[]) => void) {
    this.#kind = kind;
    this.#onChange = onChange;
  }

  /** Shows corners as they are by now; what somebody is writing stays as it is written. */
  show(corners: readonly Corner[]): void {
    this.#corners = corners;
    while (this.#inputs.length > corners.length) {
      this.#inputs.pop();
      this.element.lastElementChild!.remove();
    }
    while (this.#inputs.length < corners.length) this.element.append(this.#row(this.#inputs.length));
    for (const [index, inputs] of this.#inputs.entries()) {
      for (const [axis, input] of inputs.entries()) {
        const value = String(corners[index]![axis]);
        if (input !== document.activeElement && input.value !== value) input.value = value;
      }
    }
  }

  #row(index: number): HTMLLIElement {
    const name = cornerName(this.#kind, index);
    const [x, y] = [
      this.#input(index, 0, `${name}, % from the left`),
      this.#input(index, 1, `${name}, % from the top`),
    ];
    this.#inputs.push([x, y]);
    const remove = (): void => this.#onChange(this.#corners.filter((_, at) => at !== index));
    const away = element(
      'button',
      { type: 'button', 'aria-label': `Take ${name.toLowerCase()} away`, onclick: remove },
      '×',
    );
    return element('li', {}, x, ' % from the left, ', y, ' % from the top ', away);
  }

  #input(index: number, axis: 0 | 1, label: string): HTMLInputElement {
    const take = (): void => {
      if (Number.isNaN(input.valueAsNumber)) return; // it is empty, or half written
      const [left, top] = this.#corners[index]!;
      const value = clamped(input.valueAsNumber);
      const moved: Corner = axis === 0 ? [value, top] : [left, value];
      this.#onChange(this.#corners.map((one, at) => (at === index ? moved : one)));
    };
    const settle = (): void => {
      input.value = String(this.#corners[index]![axis]);
    };
    const input: HTMLInputElement = element('input', {
      ...{ type: 'number', min: 0, max: 100, step: 0.01, 'aria-label': label },
      ...{ oninput: take, onblur: settle },
    });
    return input;
  }
}

/** What a corner is called. */
export function cornerName(kind: Shape['kind'], index: number): string {
  if (kind === 'zone') return `Corner ${index + 1}`;
  return index === 0 ? 'First end' : 'Second end';
}
