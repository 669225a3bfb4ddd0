import assert from 'node:assert/strict';
import { type Access, type AccessPolicy, accessPolicyOf, refusalOf } from '../../shared/access.ts';
import { isLoopback, parseListen, parsePort } from '../../shared/listen-address.ts';

const WRITE = 'write-write-write-write';
const READ = 'read-read-read-read-read';
const NONE = { token: null, readToken: null };
const tokens: AccessPolicy = { kind: 'tokens', write: WRITE, read: READ };

describe('Who is let in', () => {
  for (const [listen, given, kind] of [
    ['unix:///run/x.sock', NONE, 'socket'],
    ['unix:///run/x.sock', { token: WRITE, readToken: null }, 'socket'],
    ['127.0.0.1:8080', NONE, 'loopback'],
    ['127.9.9.9:8080', NONE, 'loopback'],
    ['localhost:8080', NONE, 'loopback'],
    ['[::1]:8080', NONE, 'loopback'],
    ['127.0.0.1:8080', { token: WRITE, readToken: null }, 'tokens'],
    ['0.0.0.0:8080', { token: WRITE, readToken: READ }, 'tokens'],
  ] as const) {
    it(`is ${kind} on ${listen} ${given.token === null ? 'without a token' : 'with one'}`, () => {
      assert.equal(accessPolicyOf(parseListen(listen), given).kind, kind);
    });
  }

  for (const [listen, given, message] of [
    ['0.0.0.0:8080', NONE, /`FRAMEFLEET_TOKEN` to be set where others .* \(`0\.0\.0\.0:8080`\), got nothing/],
    ['[::]:8080', NONE, /`FRAMEFLEET_TOKEN`/],
    ['10.0.0.5:8080', NONE, /`FRAMEFLEET_TOKEN`/],
    ['example.org:8080', NONE, /`FRAMEFLEET_TOKEN`/],
    ['127.0.0.1.example.org:8080', NONE, /`FRAMEFLEET_TOKEN`/],
    ['0.0.0.0:8080', { token: null, readToken: READ }, /`FRAMEFLEET_TOKEN` to be set where `FRAMEFLEET_READ_TOKEN` is/],
    ['0.0.0.0:8080', { token: WRITE, readToken: WRITE }, /`FRAMEFLEET_READ_TOKEN` to be another/],
    ['127.0.0.1:8080', { token: 'short', readToken: null }, /`FRAMEFLEET_TOKEN` to be 16 to 512 letters/],
    ['127.0.0.1:8080', { token: WRITE, readToken: 'with a space in it' }, /`FRAMEFLEET_READ_TOKEN` to be 16 to 512/],
  ] as const) {
    it(`is not settled by ${listen} with ${JSON.stringify(given)}, which is refused without showing it`, () => {
      assert.throws(
        () => accessPolicyOf(parseListen(listen), given),
        (error: Error & { code?: string }) =>
          error.code === 'CONFIG_INVALID' &&
          message.test(error.message) &&
          Object.values(given).every((secret) => secret === null || !error.message.includes(secret)),
      );
    });
  }

  for (const [authorization, needed, code] of [
    [undefined, 'read', 'TOKEN_REQUIRED'],
    ['', 'read', 'TOKEN_REQUIRED'],
    ['Bearer ', 'read', 'TOKEN_REQUIRED'],
    ['Bearer null', 'read', 'TOKEN_REQUIRED'],
    [WRITE, 'read', 'TOKEN_REQUIRED'],
    [`Basic ${WRITE}`, 'read', 'TOKEN_REQUIRED'],
    [`Bearer ${WRITE}x`, 'write', 'TOKEN_REQUIRED'],
    [`Bearer ${WRITE.slice(1)}`, 'write', 'TOKEN_REQUIRED'],
    [`Bearer ${READ}`, 'write', 'TOKEN_READ_ONLY'],
    [`Bearer ${READ}`, 'read', undefined],
    [`bearer  ${WRITE} `, 'write', undefined],
    [`Bearer ${WRITE}`, 'read', undefined],
  ] as [string | undefined, Access, string | undefined][]) {
    it(`answers ${code ?? 'as asked'} to \`${authorization}\` who wants to ${needed}`, () => {
      assert.equal(refusalOf(tokens, needed, { authorization })?.code, code);
    });
  }

  it('takes nothing for a read token where there is none', () => {
    const policy: AccessPolicy = { kind: 'tokens', write: WRITE, read: null };
    assert.equal(refusalOf(policy, 'read', { authorization: 'Bearer ' })?.code, 'TOKEN_REQUIRED');
    assert.equal(refusalOf(policy, 'read', { authorization: `Bearer ${READ}` })?.code, 'TOKEN_REQUIRED');
  });

  for (const [host, isLetIn] of [
    ['localhost:8080', true],
    ['127.0.0.1', true],
    ['[::1]:8080', true],
    ['evil.example:8080', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example:80', false],
    ['', false],
    [undefined, false],
  ] as const) {
    it(`${isLetIn ? 'lets in' : 'refuses'} on loopback who asks for the host \`${host}\``, () => {
      assert.equal(refusalOf({ kind: 'loopback' }, 'write', { host }) === null, isLetIn);
    });
  }

  it('reads a port as one of this machine, and a host and port', () => {
    assert.deepEqual(parsePort('8081'), { host: '127.0.0.1', port: 8081 });
    assert.deepEqual(parsePort('[::]:0'), { host: '::', port: 0 });
    for (const text of ['', '65536', '-1', 'x', '1.2.3.4', 'a:b']) assert.equal(parsePort(text), null, text);
    assert.ok(!isLoopback('::'));
  });
});
