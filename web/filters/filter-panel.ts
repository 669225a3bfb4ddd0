import { element } from '../element.ts';
import type { ViewTools } from '../view.ts';
import { clockFilters } from './clock-filters.ts';
import { labelFilter } from './label-filter.ts';
import { placeFilters } from './place-filters.ts';

/** What counts as found: labels and how sure, when, where. @returns ends it */
export function filterPanel(parent: HTMLElement, tools: ViewTools): () => void {
  const { store } = tools;
  const clear = element('button', { type: 'button', class: 'quiet', onclick: () => store.clear() }, 'Clear all');
  const section = element(
    'section',
    { class: 'panel filters', 'aria-labelledby': 'filters-title' },
    element('div', { class: 'panel-head' }, element('h2', { id: 'filters-title' }, 'Filters'), clear),
  );
  parent.append(section);
  const ends = [labelFilter(section, tools), clockFilters(section, tools), placeFilters(section, tools)];
  return () => {
    for (const end of ends) end();
  };
}
