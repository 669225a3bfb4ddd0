import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { homePaths } from '../../app/home.ts';

describe('The home folder', () => {
  it('holds everything', () => {
    const paths = homePaths('/data/fleet');
    assert.equal(paths.storeFile, '/data/fleet/store/detections.duckdb');
    assert.equal(paths.resultsSocket, '/data/fleet/run/results.sock');
  });

  it('keeps its sockets elsewhere when it lies too deep for them, each home its own', () => {
    const [one, other] = [homePaths(`/${'deep/'.repeat(20)}a`), homePaths(`/${'deep/'.repeat(20)}b`)];
    assert.ok(one.resultsSocket.startsWith(`${tmpdir()}/framefleet-`));
    assert.ok(Buffer.byteLength(one.redisSocket) <= 107);
    assert.notEqual(one.runFolder, other.runFolder);
    assert.ok(one.storeFile.startsWith('/deep/'));
  });
});
