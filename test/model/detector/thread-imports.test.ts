import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Packages that a compiled module and all that it imports load; what is imported in calls is not among them. */
function packagesOf(entry: URL): string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (module: URL) => {
    if (seen.has(module.href)) return;
    seen.add(module.href);
    const text = readFileSync(fileURLToPath(module), 'utf8');
    for (const [, from, alone = ''] of text.matchAll(
      /^(?:import|export)\b[^;]*?\bfrom ['"]([^'"]+)['"]|^import ['"]([^'"]+)['"]/gm,
    )) {
      const name = from ?? alone;
      if (name.startsWith('.')) visit(new URL(name, module));
      else if (!name.startsWith('node:')) packages.add(name);
    }
  };
  visit(entry);
  assert.ok(seen.size > 5, `${seen.size} modules`);
  return [...packages].sort();
}

describe("what a model's thread loads", () => {
  it('is ONNX Runtime and no other package, since each worker waits for it', () => {
    const entry = new URL('../../../model/detector/detector-thread.js', import.meta.url);
    assert.deepEqual(packagesOf(entry), ['onnxruntime-node']);
  });

  it('is not loaded by the thread that has locks to renew', () => {
    const packages = packagesOf(new URL('../../../worker/detector-cache.js', import.meta.url));
    assert.ok(packages.includes('zod') && !packages.includes('onnxruntime-node'), packages.join());
  });
});
