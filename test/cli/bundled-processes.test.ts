import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** What of packages stays outside: native code, and what few commands need. */
const OUTSIDE = [
  ...['onnxruntime-node', 'sharp', 'ffmpeg-static', 'vega', 'vega-lite', '@fastify/swagger', '@fastify/swagger-ui'],
  '@duckdb/node-bindings',
];

/** Files of the build that another one names as a file of its own, to start it as a process or a thread. */
function startedFiles(): string[] {
  const compiled = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.js') && !/^(test|bundle|web)\//.test(file),
  );
  const named = compiled.flatMap((file) =>
    [...readFileSync(join('dist', file), 'utf8').matchAll(/new URL\(["']([\w./-]+\.js)["'], import\.meta\.url\)/g)].map(
      ([, path]) => join(dirname(file), path!),
    ),
  );
  return [...new Set(named)].sort();
}

/** What a file imports before any of its code runs. */
function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;"']*\bfrom ["']([^"']+)["']|^import ["']([^"']+)["']/gm)].map(
    ([, from, alone]) => from ?? alone!,
  );
}

describe('what is started as a process or a thread', () => {
  const bundled = readdirSync('dist/bundle').filter((file) => file.endsWith('.js'));

  it('is known by name', () => {
    assert.deepEqual(startedFiles(), [
      'app/study/scaling/scaling-worker-process.js',
      'app/study/study-process.js',
      'cli/main.js',
      'model/detector/detector-thread.js',
      'model/runtime/gpu-probe-process.js',
      'model/runtime/optimizer-process.js',
      'model/runtime/session-process.js',
    ]);
  });

  it('imports files of the bundle, native code and Node.js, and nothing else, at its start and later', () => {
    for (const path of [...startedFiles(), ...bundled.map((file) => join('bundle', file))]) {
      const folder = relative(dirname(path), 'bundle') || '.';
      for (const name of importsOf(join('dist', path))) {
        const isOurs = dirname(name) === folder;
        const isOutside = name.startsWith('node:') || builtinModules.includes(name) || OUTSIDE.includes(name);
        assert.ok(isOurs || isOutside, `${path} imports ${name}`);
      }
    }
  });

  it('knows its errors by the names that they have in the code', () => {
    const renamed = bundled.flatMap((file) => [
      ...readFileSync(join('dist/bundle', file), 'utf8').matchAll(
        /(?:var (\w+Error)\d+ = class(?! _)|class (\w+Error)\d+)/g,
      ),
    ]);
    // commander's module for `import` gives what its other one holds under the same names
    const names = renamed
      .map(([, variable, own]) => variable ?? own)
      .filter((name) => !/Argument|Commander/.test(name!));
    assert.deepEqual(names, []);
  });

  it('carries the licence of every package that is in it', () => {
    const licences = readFileSync('dist/bundle/LICENCES.txt', 'utf8');
    for (const name of ['bullmq', 'fastify', 'zod', 'undici', 'ioredis', '@duckdb/node-api']) {
      assert.match(licences, new RegExp(`^${name} \\d+\\.\\S+ \\((MIT|ISC|BSD-3-Clause)\\)\n\n[\\s\\S]{200}`, 'm'));
    }
  });
});
