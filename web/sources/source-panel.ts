import { element } from '../element.ts';
import { numberText } from '../text.ts';
import type { ViewTools } from '../view.ts';
import { VirtualList } from '../virtual-list.ts';
import { type Camera, camerasOf, listedVideos, toggled, type Video } from './source.ts';

const ROW_PX = 30;

type Entry = { readonly camera: Camera; readonly isOpen: boolean } | { readonly video: Video; readonly camera: Camera };

/** Cameras and their videos, to be picked. @returns ends it */
export function sourcePanel(parent: HTMLElement, { store, sources }: ViewTools): () => void {
  const opened = new Set<string>();
  let cameras: readonly Camera[] = [];
  let entries: readonly Entry[] = [];
  const search = element('input', {
    ...{ type: 'search', placeholder: 'Search cameras and videos', 'aria-label': 'Search cameras and videos' },
    oninput: () => show(),
  });
  const said = element('p', { class: 'hint', role: 'status' });
  const list = new VirtualList({
    rowPx: ROW_PX,
    label: 'Cameras and videos',
    render: (index) => rowOf(entries[index]!),
  });
  const clear = element(
    'button',
    { type: 'button', class: 'quiet', onclick: () => store.update({ video: '', run: '' }) },
    'All videos',
  );
  const section = element(
    'section',
    { class: 'panel sources', 'aria-labelledby': 'sources-title' },
    element('div', { class: 'panel-head' }, element('h2', { id: 'sources-title' }, 'Videos'), clear),
    search,
    list.element,
    said,
  );
  parent.append(section);

  function rowOf(entry: Entry): HTMLElement {
    const { camera } = entry;
    const chosen = new Set(listedVideos(store.state.video));
    if ('video' in entry) {
      const { video } = entry;
      const isByCamera = chosen.has(camera.pattern);
      const box = choice(video.name, chosen.has(video.uri) || isByCamera, isByCamera, () =>
        store.update({ video: toggled(store.state.video, video.uri) }),
      );
      box.title = video.uri;
      const runs = video.runs.length > 1 ? [runChoice(video)] : [];
      return element('div', { class: 'source-row is-video' }, box, ...runs);
    }
    const { isOpen } = entry;
    const fold = element(
      'button',
      {
        ...{ type: 'button', class: 'fold', 'aria-expanded': String(isOpen), 'aria-label': `Videos of ${camera.name}` },
        onclick: () => {
          if (!opened.delete(camera.pattern)) opened.add(camera.pattern);
          show();
        },
      },
      isOpen ? '▾' : '▸',
    );
    const box = choice(camera.name, chosen.has(camera.pattern), false, () =>
      store.update({ video: toggled(store.state.video, camera.pattern) }),
    );
    const count = element('span', { class: 'count' }, numberText(camera.videos.length));
    count.title = `${numberText(camera.videos.length)} videos`;
    return element('div', { class: 'source-row' }, fold, box, count);
  }

  /** Several runs over one video are added up, unless one is picked. */
  function runChoice({ runs, name }: Video): HTMLElement {
    const picked = store.state.run;
    return element(
      'select',
      {
        'aria-label': `Run over ${name}`,
        onchange: (event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          store.update(value === '' ? { run: '' } : { run: value, video: '' });
        },
      },
      element('option', { value: '' }, `${runs.length} runs, added up`),
      ...runs.map(({ runId }) => element('option', { value: runId, selected: runId === picked }, runId)),
    );
  }

  function show(): void {
    const wanted = search.value.trim().toLowerCase();
    const isWanted = (text: string) => text.toLowerCase().includes(wanted);
    entries = cameras.flatMap((camera): Entry[] => {
      const isCamera = isWanted(camera.name);
      const videos = isCamera ? camera.videos : camera.videos.filter(({ name }) => isWanted(name));
      if (!isCamera && videos.length === 0) return [];
      const isOpen = opened.has(camera.pattern) || (wanted !== '' && !isCamera) || cameras.length === 1;
      return [{ camera, isOpen }, ...(isOpen ? videos.map((video) => ({ camera, video })) : [])];
    });
    list.setCount(entries.length);
    clear.hidden = store.state.video === '' && store.state.run === '';
    const videos = cameras.reduce((sum, camera) => sum + camera.videos.length, 0);
    const { run } = store.state;
    const asked = run === '' ? '' : ` Shown: run ${run}.`;
    said.textContent =
      sources.value === null
        ? 'Asking for the videos …'
        : videos === 0
          ? 'The store holds no videos yet: `framefleet detect` puts some in.'
          : `${numberText(videos)} videos of ${numberText(cameras.length)} ${cameras.length === 1 ? 'place' : 'places'}.${asked}`;
  }

  const ends = [
    sources.follow((all) => {
      cameras = camerasOf(all ?? []);
      show();
    }),
    store.subscribe((_state, changed) => {
      if (changed.has('video') || changed.has('run')) show();
    }),
    () => list.close(),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function choice(name: string, isChecked: boolean, isFixed: boolean, onToggle: () => void): HTMLLabelElement {
  const box = element('input', { type: 'checkbox', checked: isChecked, disabled: isFixed, onchange: onToggle });
  return element('label', { class: 'choice' }, box, element('span', { class: 'name' }, name));
}
