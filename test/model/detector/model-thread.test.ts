import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

/** A process with nothing to do but a thread that was prepared; tells at its end whether the runtime was loaded. */
const PROCESS = `
  const { prepareThread } = await import(process.argv[2]);
  prepareThread();
  process.on('exit', () => {
    console.log(process.report.getReport().sharedObjects.some((path) => path.includes('onnxruntime')));
  });
`;

describe('a thread that is prepared', () => {
  const folder = temporaryFolder();

  it('keeps its process until its native code is loaded, and no longer', async () => {
    const file = join(folder(), 'process.mjs');
    writeFileSync(file, PROCESS);
    const module = new URL('../../../model/detector/model-thread.js', import.meta.url).href;
    const { stdout } = await promisify(execFile)(process.execPath, [file, module]);
    assert.equal(stdout, 'true\n');
  });
});
