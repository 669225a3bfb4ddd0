import { element } from './element.ts';
import { exportMenu } from './export/export-menu.ts';
import { filterPanel } from './filters/filter-panel.ts';
import { sourcePanel } from './sources/source-panel.ts';
import type { View, ViewTools } from './view.ts';
import { VIEWS } from './views.ts';

/** How long something stands that was told. */
const TOLD_MS = 8000;

/** The page around its views. */
export interface Shell {
  tell(message: string | Error): void;
  close(): void;
}

/** Shows the page: what is picked and filtered at the side, the view that the state names beside it. @param toolsOf - what parts of it are given */
export function showShell(parent: HTMLElement, toolsOf: (tell: ViewTools['tell']) => ViewTools): Shell {
  const told = element('div', { class: 'told', role: 'status', 'aria-live': 'polite' });
  let telling: ReturnType<typeof setTimeout> | null = null;
  const tell = (message: string | Error): void => {
    const isError = message instanceof Error;
    told.textContent = isError ? message.message : message;
    told.classList.toggle('is-error', isError);
    if (telling !== null) clearTimeout(telling);
    telling = isError ? null : setTimeout(() => told.replaceChildren(), TOLD_MS);
  };
  const tools = toolsOf(tell);
  const main = element('main', { id: 'main', tabindex: '-1' });
  const tabs = element('nav', { class: 'tabs', 'aria-label': 'Views' });
  const side = element('div', { class: 'side-parts' });
  const narrow = matchMedia('(max-width: 899px)');
  const aside = element(
    'details',
    { class: 'side', open: !narrow.matches },
    element('summary', {}, 'Videos and filters'),
    side,
  );
  const widths = () => {
    aside.open = !narrow.matches;
  };
  narrow.addEventListener('change', widths);
  const root = element(
    'div',
    { class: 'page' },
    element(
      'a',
      { class: 'skip', href: '#main', onclick: (event: Event) => skip(event, main) },
      'Skip to what was found',
    ),
    element('header', { class: 'bar' }, element('h1', {}, 'framefleet'), tabs, exportMenu(tools)),
    told,
    element('div', { class: 'body' }, element('aside', { 'aria-label': 'Videos and filters' }, aside), main),
  );
  parent.append(root);
  const ends = [sourcePanel(side, tools), filterPanel(side, tools)];
  const endViews = showViews(main, tabs, tools);
  return {
    tell,
    close() {
      narrow.removeEventListener('change', widths);
      if (telling !== null) clearTimeout(telling);
      endViews();
      for (const end of ends) end();
      root.remove();
    },
  };
}

function skip(event: Event, main: HTMLElement): void {
  event.preventDefault(); // the part of the address behind `#` is the state
  main.focus();
}

/** Shows the view that the state names, and its tab. @returns ends it */
function showViews(main: HTMLElement, tabs: HTMLElement, tools: ViewTools): () => void {
  const { store } = tools;
  let shown: View | null = null;
  let turn = 0;
  let end: () => void = () => undefined;
  const show = (): void => {
    const view = VIEWS.find(({ name }) => name === store.state.view) ?? VIEWS[0]!;
    const buttons = VIEWS.map(({ name, title }, index) =>
      element(
        'button',
        {
          ...{ type: 'button', class: 'tab', 'aria-current': name === view.name ? 'page' : null },
          onclick: () => store.update({ view: index === 0 ? '' : name }),
        },
        title,
      ),
    );
    const hadFocus = tabs.contains(document.activeElement);
    tabs.replaceChildren(...buttons);
    if (hadFocus) tabs.querySelector<HTMLElement>('[aria-current]')?.focus();
    if (view === shown) return;
    shown = view;
    end();
    end = () => undefined;
    document.title = `${view.title} · framefleet`;
    const part = element('div', { class: `view view-${view.name}` });
    main.replaceChildren(part);
    const mine = ++turn;
    const mounting = (async () => view.mount(part, tools))();
    mounting.then(
      (unmount) => {
        if (mine === turn) end = unmount;
        else unmount(); // another one is shown by now
      },
      (error: Error) => {
        if (mine === turn) tools.tell(error);
      },
    );
  };
  const unsubscribe = store.subscribe((_state, changed) => {
    if (changed.has('view')) show();
  });
  show();
  return () => {
    turn++;
    unsubscribe();
    end();
  };
}
