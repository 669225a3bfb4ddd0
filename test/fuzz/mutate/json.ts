import type { Random } from '../../../demo/render/random.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const VALUES: readonly Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 53, -(2 ** 31) - 1],
  ...[
    '',
    ' ',
    'x',
    '0',
    'NaN',
    '../x',
    'x'.repeat(3000),
    '\u0000',
    '\ud800',
    '😀',
    "'; DROP TABLE runs; --",
    '__proto__',
  ],
  ...[[], {}, [[]], [null], { a: { b: {} } }],
];

/** A damaged copy: up to three fields replaced, dropped, added or repeated. */
export function mutateJson(original: Json, random: Random): Json {
  const copy = structuredClone(original);
  if (random.chance(0.03)) return random.pick(VALUES);
  for (let n = random.integer(1, 3); n > 0; n--) mutateOne(copy, random);
  return copy;
}

function mutateOne(root: Json, random: Random): void {
  const parents = containersOf(root);
  if (parents.length === 0) return;
  const parent = random.pick(parents);
  if (Array.isArray(parent)) mutateList(parent, random);
  else mutateObject(parent, random);
}

function mutateList(list: Json[], random: Random): void {
  const at = random.integer(0, Math.max(0, list.length - 1));
  const choice = random.integer(0, 3);
  if (choice === 0) list.splice(at, 1);
  else if (choice === 1)
    list.push(...Array.from({ length: random.pick([1, 2, 500]) }, () => structuredClone(list[at] ?? null)));
  else list[at] = other(list[at] ?? null, random);
}

function mutateObject(object: { [key: string]: Json }, random: Random): void {
  const keys = Object.keys(object);
  const key = keys.length === 0 ? 'x' : random.pick(keys);
  const choice = random.integer(0, 5);
  if (choice === 0) delete object[key];
  else if (choice === 1) {
    const added = random.pick(['x', '', 'constructor', '__proto__', `${key}x`]);
    const value = random.pick(VALUES);
    Object.defineProperty(object, added, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = other(object[key] ?? null, random);
}

/** A value in place of another: an odd one, or a number close by. */
function other(value: Json, random: Random): Json {
  if (typeof value === 'number' && random.chance(0.4)) {
    return random.pick([value + 1, value - 1, -value, value * 1000, value + 0.5]);
  }
  return structuredClone(random.pick(VALUES));
}

function containersOf(value: Json): (Json[] | { [key: string]: Json })[] {
  if (value === null || typeof value !== 'object') return [];
  return [value, ...Object.values(value).flatMap(containersOf)];
}
