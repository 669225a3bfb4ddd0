import { element } from '../element.ts';
import type { ViewTools } from '../view.ts';
import { stateField } from './field.ts';

/** Where it was seen, and what has to be there with it. @returns ends it */
export function placeFilters(parent: HTMLElement, { store }: ViewTools): () => void {
  const zone = stateField(store, 'zone', 'Zone', { placeholder: '0,50,100,100%' });
  const where = stateField(store, 'where', 'In frames with', { placeholder: 'car>=2 and person' });
  parent.append(element('fieldset', {}, element('legend', {}, 'Where'), zone.element, where.element));
  return () => {
    zone.end();
    where.end();
  };
}
