import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { AdaptiveStretch } from '../../../producer/adaptive/adaptive-stretch.ts';
import { AuditDraw } from '../../../producer/adaptive/audit-draw.ts';
import { QUIET_STEP } from '../../../producer/adaptive/frame-chooser.ts';
import { frameOf } from './frames.ts';

const LAST = 2 * QUIET_STEP;
/** Longer than gaps are not asked about while frames come. */
const DUE_MS = 350;

describe('A stretch whose gaps are judged while its last frame is taken', () => {
  /** Takes all frames, so that the judgement is due with the last one, and finishes. @returns frames in the gaps that it had carried, and how many were looked at */
  const finished = async (look: (ordinal: number) => void) => {
    const carried: number[] = [];
    let looked = 0;
    const stretch = new AdaptiveStretch(0, {
      run: { runId: 'r1', generation: 1 },
      timeBase: [1, 25],
      draw: new AuditDraw('r1', null),
      mostBytes: 2 ** 28,
      stop: new AbortController().signal,
      carrier: {
        judge: async (_run, gaps) => gaps.map(() => ({ state: 'known', likeness: 1, isEmpty: false, error: 0 })),
        carry: async (_run, { gaps }) => {
          carried.push(...gaps.map(({ frames }) => frames.length));
          return { outcome: 'carried', audit: null };
        },
        carriedUpTo: async () => 0,
      },
      async look({ ordinal }) {
        look(ordinal);
        looked++;
      },
      isLooked: () => false,
      rest: async (ms) => sleep(ms),
      allLooked: async () => undefined,
      decode: async function* () {},
    });
    await stretch.take(frameOf(0, 100));
    await sleep(50); // there is no gap to ask about yet
    for (let ordinal = 1; ordinal < LAST; ordinal++) await stretch.take(frameOf(ordinal, 100));
    await sleep(DUE_MS);
    await stretch.take(frameOf(LAST, 100));
    await sleep(50); // it is judged beside
    await stretch.finish();
    return { carried, looked };
  };

  it('has all of them carried', async () => {
    const { carried, looked } = await finished(() => undefined);
    assert.deepEqual(carried, [QUIET_STEP - 1, QUIET_STEP - 1]);
    assert.ok(looked > 3, 'audited ones too');
  });

  it('fails where that fails, and has nothing carried', async () => {
    const refused = new Error('no room');
    const refuse = (ordinal: number) => {
      if (ordinal % QUIET_STEP !== 0) throw refused;
    };
    await assert.rejects(finished(refuse), refused);
  });
});
