import type { State, StateKey } from '../state.ts';
import type { ViewTools } from '../view.ts';
import type { Opened } from './opened.ts';

/**
 * Shows what a state says, anew whenever one of some keys changes; other changes are told to what is shown, which may ask for the same.
 *
 * @param open - makes what is shown; what it rejects with is told to who looks
 * @returns what ends it
 */
export function follow(
  root: HTMLElement,
  tools: ViewTools,
  keys: readonly StateKey[],
  open: (state: State) => Promise<Opened>,
): () => void {
  let shown: Opened | null = null;
  let turn = 0;
  const show = async (): Promise<void> => {
    const own = ++turn;
    try {
      const opened = await open(tools.store.state);
      if (own !== turn) {
        opened.close(); // something else is wanted by now
        return;
      }
      shown?.close();
      shown = opened;
      root.replaceChildren(opened.element);
      opened.onShown?.();
    } catch (error) {
      if (own === turn) tools.tell(error as Error);
    }
  };
  const end = tools.store.subscribe((state, changed) => {
    if (keys.some((key) => changed.has(key)) || shown?.onState?.(state)) void show();
  });
  void show();
  return () => {
    turn++;
    end();
    shown?.close();
  };
}
