import assert from 'node:assert/strict';
import { filterOf, seenFilterOf } from '../../web/filter.ts';
import { parseState, StateStore, writeState } from '../../web/state.ts';

function linkAt(start: string) {
  const written: [hash: string, isStep: boolean][] = [];
  const place = {
    hash: start,
    read: () => place.hash,
    write(hash: string, isStep: boolean) {
      place.hash = hash;
      written.push([hash, isStep]);
    },
  };
  return { place, written };
}

describe('the state that a link holds', () => {
  it('comes back from its link, whatever is in it', () => {
    const link = {
      label: 'car,"traffic, light"',
      where: 'car>=2 and not (dog = 1)',
      video: '/a b/100%/#1+2/*',
      zone: 'gate=0,50,100,100%',
    };
    const state = { ...parseState(''), ...link };
    assert.deepEqual(parseState(`#${writeState(state)}`), state);
    assert.equal(writeState(parseState('label=a,b&minConfidence=0.5')), 'label=a,b&minConfidence=0.5');
  });

  it('leaves out what it does not know, and what is empty', () => {
    assert.equal(writeState(parseState('#colour=red&label=&view=table')), 'view=table');
  });

  it('tells of what has changed, and of nothing where nothing has', () => {
    const { place, written } = linkAt('#label=car');
    const store = new StateStore(place);
    const heard: string[][] = [];
    const end = store.subscribe((_state, changed) => heard.push([...changed]));
    store.update({ label: 'car' });
    store.update({ label: 'dog', at: '3' }, { isStep: false });
    place.hash = '#view=table';
    store.readLink();
    end();
    store.update({ label: 'cat' });
    assert.deepEqual(heard, [
      ['label', 'at'],
      ['view', 'label', 'at'],
    ]);
    assert.deepEqual(written, [
      ['label=dog&at=3', false],
      ['view=table&label=cat', true],
    ]);
  });

  it('forgets filters, but for the view and the zone', () => {
    const store = new StateStore(linkAt('#view=table&tz=UTC&label=car&open=r1').place);
    store.clear();
    assert.equal(writeState(store.state), 'view=table&tz=UTC');
  });

  it('is asked as questions take it: a zone of time only beside what is of the clock', () => {
    const state = parseState('#run=r1&label=car&tz=Europe/Berlin&view=table&open=r2');
    assert.deepEqual(filterOf(state), { run: 'r1', label: 'car' });
    assert.deepEqual(seenFilterOf({ ...state, timeOfDay: '22:00-06:00' }), {
      ...{ label: 'car', timeOfDay: '22:00-06:00', tz: 'Europe/Berlin' },
    });
  });
});
