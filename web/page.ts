import { colourOf } from '../shared/label-colour.ts';
import { Api } from './api.ts';
import { Session } from './session.ts';
import { showShell } from './shell.ts';
import { Signal } from './signal.ts';
import { askSources, type Source } from './sources/source.ts';
import { StateStore } from './state.ts';
import { type Found, followFound, NOTHING_FOUND } from './timeline/found.ts';
import { TokenDialog } from './token-dialog.ts';
import type { ViewTools } from './view.ts';

const session = new Session(sessionStorage);
const rest = session.takeFrom(location.hash);
if (rest !== null) history.replaceState(null, '', `#${rest}`);

const store = new StateStore({
  read: () => location.hash,
  write(hash, isStep) {
    const address = hash === '' ? location.pathname : `#${hash}`;
    if (isStep) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  },
});
addEventListener('popstate', () => store.readLink());
addEventListener('hashchange', () => {
  const others = session.takeFrom(location.hash); // somebody has put the link of `framefleet open` into an open page
  if (others !== null) {
    history.replaceState(null, '', `#${others}`);
    start();
  }
  store.readLink();
});
// whoever is sent the link sees the same days
if (store.state.tz === '') store.update({ tz: Intl.DateTimeFormat().resolvedOptions().timeZone }, { isStep: false });

const dialog = new TokenDialog(document.body, (token) => {
  session.keep(token);
  start();
});
let end: () => void = () => undefined;
start();

/** Shows the page, anew where it was shown before. */
function start(): void {
  end();
  const stop = new AbortController();
  const api = new Api(
    () => session.token,
    (error) => {
      if (stop.signal.aborted) return; // another token was given meanwhile
      session.forget();
      end();
      dialog.ask(error.message);
    },
  );
  const sources = new Signal<readonly Source[] | null>(null);
  const found = new Signal<Found>(NOTHING_FOUND);
  const zonesVersion = new Signal('');
  const shell = showShell(
    document.body,
    (tell): ViewTools => ({
      ...{ store, api, sources, zonesVersion, found, tell },
      colourOf: (label) => `rgb(${colourOf(label).join(' ')})`,
    }),
  );
  const endFound = followFound({ store, api, sources, zonesVersion, found }, () => (innerWidth < 700 ? 200 : 500));
  askSources(api, stop.signal).then(
    (all) => sources.set(all),
    (error: Error) => {
      if (!stop.signal.aborted) shell.tell(error);
    },
  );
  end = () => {
    stop.abort();
    endFound();
    shell.close();
    end = () => undefined;
  };
}
