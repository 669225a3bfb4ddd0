import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Random } from '../../demo/render/random.ts';
import { mutateBytes } from './mutate/bytes.ts';
import { type Json, mutateJson } from './mutate/json.ts';
import { mutateNumbers } from './mutate/numbers.ts';
import { mutateText } from './mutate/text.ts';

const SEEDS = Array.from({ length: 300 }, (_, n) => `seed ${n}`);

describe('damaged copies', () => {
  const bytes = readFileSync('demo/network/demo.weights').subarray(0, 5000);
  const text = readFileSync('demo/network/demo.cfg', 'utf8').slice(0, 3000);
  const message: Json = {
    runId: 'r',
    frames: [{ frameIndex: 1, box: [1, 2, 3, 4] }],
    settings: { classes: [], size: null },
  };
  const result: Json = { runId: 'r', numbers: bytes.subarray(0, 560).toString('base64') };
  const makers = {
    bytes: (random: Random) => mutateBytes(bytes, random).toString('latin1'),
    text: (random: Random) => mutateText(text, random),
    messages: (random: Random) => JSON.stringify(mutateJson(message, random)),
    results: (random: Random) => JSON.stringify(mutateNumbers(result, random)),
  };
  const originals = {
    bytes: bytes.toString('latin1'),
    text,
    messages: JSON.stringify(message),
    results: JSON.stringify(result),
  };

  for (const [what, make] of Object.entries(makers)) {
    it(`of ${what} follow from the seed, and leave the original as it is`, () => {
      for (const seed of SEEDS) assert.equal(make(new Random(seed)), make(new Random(seed)));
      assert.equal(originals.bytes, bytes.toString('latin1'));
      assert.equal(originals.messages, JSON.stringify(message));
    });

    it(`of ${what} differ from the original and from each other`, () => {
      const made = SEEDS.map((seed) => make(new Random(seed)));
      const same = made.filter((one) => one === originals[what as keyof typeof originals]);
      assert.ok(same.length < SEEDS.length / 10, `${same.length} of ${SEEDS.length} are the original`);
      assert.ok(new Set(made).size > SEEDS.length / 2);
    });
  }
});
