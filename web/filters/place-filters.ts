import { element } from '../element.ts';
import { chosenOf } from '../filter.ts';
import { Latest } from '../latest.ts';
import { chosenSources } from '../sources/source.ts';
import type { ViewTools } from '../view.ts';
import { stateField } from './field.ts';

/** Videos whose zones are looked up: names are the same in most. */
const MOST_VIDEOS = 4;

/** Where it was seen, and what has to be there with it. @returns ends it */
export function placeFilters(parent: HTMLElement, { api, store, sources }: ViewTools): () => void {
  const latest = new Latest();
  const names = element('datalist', { id: 'zone-names' });
  const zone = stateField(store, 'zone', 'Zone', { list: 'zone-names', placeholder: 'a name, or 0,50,100,100%' });
  const where = stateField(store, 'where', 'In frames with', { placeholder: 'car>=2 and person' });
  parent.append(element('fieldset', {}, element('legend', {}, 'Where'), zone.element, names, where.element));

  const ask = (): void => {
    const chosen = chosenSources(sources.value ?? [], chosenOf(store.state));
    const videos = [...new Set(chosen.map(({ videoId }) => videoId))].slice(0, MOST_VIDEOS);
    void latest.ask(
      async (signal) => {
        const zones = videos.map((videoId) =>
          api.get<readonly { kind: string; name: string }[]>(
            `/v1/videos/${encodeURIComponent(videoId)}/zones`,
            {},
            signal,
          ),
        );
        return [
          ...new Set((await Promise.all(zones)).flat().flatMap(({ kind, name }) => (kind === 'zone' ? [name] : []))),
        ];
      },
      (found) => names.replaceChildren(...found.map((value) => element('option', { value }))),
      () => names.replaceChildren(), // a zone can be typed all the same
    );
  };
  zone.input.addEventListener('focus', ask);
  return () => {
    latest.stop();
    zone.end();
    where.end();
  };
}
