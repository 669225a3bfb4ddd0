import { element } from '../element.ts';
import { CornerRows } from './corner-rows.ts';
import { type Corner, LINE_ANCHORS, type Shape, ZONE_ANCHORS } from './shape.ts';

/** What a form tells. */
export interface FormEvents {
  readonly onChange: (shape: Shape) => void;
  readonly onSave: () => void;
  readonly onRemove: () => void;
  readonly onCancel: () => void;
}

const ANCHOR_WORDS: Readonly<Record<string, string>> = {
  bottom: 'the middle of its lower edge',
  center: 'its centre',
  any: 'any part of it',
  all: 'all of it',
};

/**
 * The shape that is drawn, as fields: all that can be done with the pointer can be written here. Its fields stay the same ones while it changes, so
 * that nobody loses the one that is being filled in or the button that is about to be clicked.
 */
export class ZoneForm {
  readonly element: HTMLFormElement;
  readonly #events: FormEvents;
  readonly #corners: CornerRows;
  readonly #add: HTMLButtonElement;
  readonly #exchange: HTMLButtonElement;
  #shape: Shape;

  /** @param isNew - whether it is not saved yet, so that there is nothing to delete */
  constructor(shape: Shape, isNew: boolean, events: FormEvents) {
    this.#shape = shape;
    this.#events = events;
    this.#corners = new CornerRows(shape.kind, (corners) => this.#change({ corners }));
    const button = (words: string, work: () => void) => element('button', { type: 'button', onclick: work }, words);
    this.#add = button('Add a corner', () =>
      this.#change({ corners: [...this.#shape.corners, nextCorner(this.#shape)] }),
    );
    this.#exchange = button('Exchange in and out', () => this.#change({ corners: this.#shape.corners.toReversed() }));
    const submit = (event: Event): void => {
      event.preventDefault();
      events.onSave();
    };
    this.element = element(
      'form',
      { class: 'zone-form', 'aria-label': shape.kind === 'zone' ? 'Zone' : 'Line', onsubmit: submit },
      labelled('Name', this.#text('name')),
      labelled('Of videos', this.#text('pattern')),
      labelled(shape.kind === 'zone' ? 'A box is in it with' : 'A box goes over it with', this.#anchor()),
      this.#corners.element,
      this.#add,
      this.#exchange,
      element('button', { type: 'submit' }, 'Save'),
      button('Cancel', events.onCancel),
      ...(isNew ? [] : [button('Delete', events.onRemove)]),
    );
    this.show(shape);
  }

  /** Shows the shape as it is by now. */
  show(shape: Shape): void {
    this.#shape = shape;
    this.#corners.show(shape.corners);
    this.#add.hidden = shape.kind === 'line' && shape.corners.length >= 2;
    this.#exchange.hidden = shape.kind === 'zone' || shape.corners.length < 2;
  }

  #change(part: Partial<Shape>): void {
    this.#events.onChange({ ...this.#shape, ...part });
  }

  #text(name: 'name' | 'pattern'): HTMLInputElement {
    const input: HTMLInputElement = element('input', {
      ...{ name, value: this.#shape[name], required: true, autocomplete: 'off' },
      oninput: () => this.#change({ [name]: input.value.trim() }),
    });
    return input;
  }

  #anchor(): HTMLSelectElement {
    const anchors = this.#shape.kind === 'zone' ? ZONE_ANCHORS : LINE_ANCHORS;
    const select: HTMLSelectElement = element(
      'select',
      { name: 'anchor', onchange: () => this.#change({ anchor: select.value }) },
      ...anchors.map((value) =>
        element('option', { value, selected: value === this.#shape.anchor }, ANCHOR_WORDS[value]!),
      ),
    );
    return select;
  }
}

function labelled(label: string, input: HTMLElement): HTMLLabelElement {
  return element('label', {}, `${label} `, input);
}

/** A corner to begin with: near the picture's middle, or beside the last one. */
function nextCorner({ corners }: Shape): Corner {
  const last = corners.at(-1);
  return last ? [Math.min(100, last[0] + 10), Math.min(100, last[1] + (corners.length % 2 === 0 ? 0 : 10))] : [40, 40];
}
