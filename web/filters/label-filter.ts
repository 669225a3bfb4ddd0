import { labelListItem, parseLabelList } from '../../shared/label-list.ts';
import type { CountRow } from '../../shared/questions.ts';
import { element } from '../element.ts';
import { chosenOf } from '../filter.ts';
import { Latest } from '../latest.ts';
import { shortNumber } from '../text.ts';
import type { ViewTools } from '../view.ts';
import { parseConfidence, writeConfidence } from './confidence-text.ts';

/** Dragging asks for what it comes to, and not for each step on the way. */
const SETTLE_MS = 40;

interface Row {
  readonly item: HTMLElement;
  readonly box: HTMLInputElement;
  readonly count: HTMLElement;
  readonly own: HTMLInputElement;
}

/** Labels, and how sure what is found has to be: of all, and of single labels. @returns ends it */
export function labelFilter(
  parent: HTMLElement,
  { api, store, sources, found, colourOf, tell }: ViewTools,
): () => void {
  const latest = new Latest();
  const rows = new Map<string, Row>();
  let settling: ReturnType<typeof setTimeout> | null = null;
  const shown = element('output', { for: 'min-confidence' });
  const slider = element('input', {
    ...{ type: 'range', id: 'min-confidence', min: '0', max: '1', step: '0.05' },
    oninput: () => {
      show(slider.value);
      if (settling !== null) clearTimeout(settling);
      settling = setTimeout(() => setOthers(slider.value), SETTLE_MS);
    },
  });
  const list = element('ul', { class: 'labels' });
  const fold = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'aria-expanded': 'false',
      onclick: () => setOwn(list.classList.toggle('has-own')),
    },
    'Each label its own',
  );
  parent.append(
    element(
      'fieldset',
      {},
      element('legend', {}, 'Labels'),
      list,
      element('label', { class: 'field', for: 'min-confidence' }, element('span', {}, 'As sure as ', shown), slider),
      fold,
    ),
  );

  function setOwn(isOpen: boolean): void {
    fold.setAttribute('aria-expanded', String(isOpen));
  }

  function show(value: string): void {
    shown.textContent = Number(value) === 0 ? 'any' : value;
  }

  function setOthers(others: string): void {
    const { byLabel } = parseConfidence(store.state.minConfidence);
    store.update({ minConfidence: writeConfidence({ others, byLabel }) });
  }

  function setOwnConfidence(label: string, share: string): void {
    const { others, byLabel } = parseConfidence(store.state.minConfidence);
    store.update({ minConfidence: writeConfidence({ others, byLabel: new Map([...byLabel, [label, share]]) }) });
  }

  function toggle(label: string): void {
    const chosen = new Set(parseLabelList(store.state.label) ?? []);
    if (!chosen.delete(label)) chosen.add(label);
    store.update({ label: [...chosen].map(labelListItem).join(',') });
  }

  function rowOf(label: string): Row {
    const box = element('input', { type: 'checkbox', onchange: () => toggle(label) });
    const count = element('span', { class: 'count' });
    const own = element('input', {
      ...{ type: 'number', class: 'own-confidence', min: '0', max: '1', step: '0.05', placeholder: 'as all' },
      'aria-label': `How sure ${label} has to be`,
      onchange: () => {
        setOwnConfidence(label, own.value);
      },
    });
    const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.backgroundColor = colourOf(label);
    const item = element(
      'li',
      {},
      element('label', { class: 'choice' }, box, swatch, element('span', { class: 'name' }, label), count),
      own,
    );
    return { item, box, count, own };
  }

  /** Labels that are chosen are there also where a link names them and nothing has them. */
  function setLabels(labels: readonly string[]): void {
    const all = [...new Set([...labels, ...(parseLabelList(store.state.label) ?? [])])];
    for (const label of [...rows.keys()]) if (!all.includes(label)) rows.delete(label);
    for (const label of all) if (!rows.has(label)) rows.set(label, rowOf(label));
    list.replaceChildren(...all.map((label) => rows.get(label)!.item));
    showChoice();
    showCounts();
  }

  function showChoice(): void {
    const chosen = new Set(parseLabelList(store.state.label) ?? []);
    const { others, byLabel } = parseConfidence(store.state.minConfidence);
    for (const [label, { box, own }] of rows) {
      box.checked = chosen.has(label);
      if (own !== document.activeElement) own.value = byLabel.get(label) ?? '';
    }
    if (slider !== document.activeElement) slider.value = others === '' ? '0' : others;
    show(others === '' ? '0' : others);
    if (byLabel.size > 0 && !list.classList.contains('has-own')) setOwn(list.classList.toggle('has-own'));
  }

  function showCounts(): void {
    const { timeline } = found.value;
    if (!timeline) return;
    const isCounted = timeline.from !== null; // else the videos have no time in common
    const counts = new Map(
      timeline.series.map(({ label, detections }) => [label, detections.reduce((sum, n) => sum + n, 0)]),
    );
    const isAsked = (label: string) => isCounted && (store.state.label === '' || rows.get(label)!.box.checked);
    for (const [label, { count }] of rows)
      count.textContent = isAsked(label) ? shortNumber(counts.get(label) ?? 0) : '';
  }

  const ask = (): void => {
    void latest.ask(
      async (signal) => {
        const labels: string[] = [];
        const question = { ...chosenOf(store.state), by: 'label' };
        for await (const some of api.rows<CountRow>('/v1/counts', question, signal))
          labels.push(...some.map(({ label }) => String(label)));
        return labels;
      },
      setLabels,
      (error) => tell(error),
    );
  };
  const ends = [
    sources.follow((all) => {
      if (all) ask();
    }),
    found.follow(() => showCounts()),
    store.subscribe((_state, changed) => {
      if (changed.has('video') || changed.has('run')) ask();
      if (changed.has('label') && (parseLabelList(store.state.label) ?? []).some((label) => !rows.has(label))) {
        setLabels([...rows.keys()]);
      }
      showChoice();
    }),
    () => latest.stop(),
    () => {
      if (settling !== null) clearTimeout(settling);
    },
  ];
  showChoice();
  return () => {
    for (const end of ends) end();
  };
}
