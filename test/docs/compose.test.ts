import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const text = readFileSync('docker-compose.yml', 'utf8');
const services = text
  .slice(text.indexOf('\nservices:\n'), text.indexOf('\nvolumes:\n'))
  .split(/^ {2}(?=\w+:$)/m)
  .slice(1);

describe('The compose file', () => {
  it('takes from every container what it does not need', () => {
    assert.match(
      text,
      /x-hardened: &hardened\n {2}read_only: true\n {2}cap_drop: \[ALL\]\n {2}security_opt: \["no-new-privileges:true"\]/,
    );
    assert.match(text, /x-framefleet: &framefleet\n {2}<<: \*hardened\n/);
    assert.equal(services.length, 4);
    for (const service of services) {
      assert.match(service, /^ {4}<<: \*(hardened|framefleet)$/m, service);
      assert.match(service, /^ {4}mem_limit: /m, service);
      assert.match(service, /^ {4}pids_limit: \d+$/m, service);
    }
  });

  it('publishes one port, on loopback unless set, and puts no secret into a command line', () => {
    const published = text.match(/^ +ports: .*$/gm) ?? [];
    assert.equal(published.length, 1);
    assert.match(published[0]!, /\["\$\{FRAMEFLEET_BIND:-127\.0\.0\.1\}:\$\{FRAMEFLEET_PORT:-8080\}:8080"\]$/);
    for (const service of services) {
      const [, command = ''] = /^ {4}command:([\s\S]*?)(?=^ {4}\w|$(?![\s\S]))/m.exec(service) ?? [];
      assert.doesNotMatch(command, /(?<!\$)\$\{?(REDIS_PASSWORD|FRAMEFLEET_\w*TOKEN|REDISCLI_AUTH)/, service);
    }
  });
});
