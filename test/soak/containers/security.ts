import { execFileSync } from 'node:child_process';
import { commandLines } from '../../fixtures/processes.ts';
import type { Compose, Container } from './compose.ts';

/** What is wrong with how the containers are closed in, with their ports, or with where the secret shows. Prints what it looked at. */
export async function securityFaults(compose: Compose, secret: string, say: (text: string) => void): Promise<string[]> {
  const containers = await compose.containers();
  for (const container of containers) say(`${container.Name.slice(1)}: ${describe(container)}`);
  const listening = execFileSync('ss', ['-Hltnp'], { encoding: 'utf8' }).split('\n');
  const published = listening.filter((line) => line.includes('docker-proxy'));
  for (const line of published) say(`published: ${line.trim().replace(/\s+/g, ' ')}`);
  const logs = await compose.run('logs', '--no-color');
  say(`${containers.length} containers, ${commandLines().length} command lines and ${logs.length} characters of logs`);
  return [
    ...containers.flatMap(faultsOf),
    ...published.filter((line) => !/\s127\.0\.0\.1:\d+\s/.test(line)).map((line) => `a port beyond loopback: ${line}`),
    ...commandLines()
      .filter((line) => line.includes(secret))
      .map((line) => `the secret is in a command line: ${line.replaceAll(secret, '…')}`),
    ...containers
      .filter(({ Config }) => (Config.Cmd ?? []).join(' ').includes(secret))
      .map(({ Name }) => `the secret is in the command of ${Name}`),
    ...(logs.includes(secret) ? ['the secret is in a log'] : []),
  ];
}

function describe({ Config, HostConfig: host }: Container): string {
  return [
    `user ${Config.User}`,
    `read-only root ${host.ReadonlyRootfs}`,
    `capabilities dropped ${host.CapDrop?.join(',')}, added ${host.CapAdd?.join(',') ?? 'none'}`,
    host.SecurityOpt?.join(','),
    `memory ${host.Memory / 2 ** 20} MB, ${host.PidsLimit} processes`,
  ].join('; ');
}

function faultsOf({ Name, Config, HostConfig: host }: Container): string[] {
  const holds = {
    'runs as root': /^(?!0(:|$)|root|$)/.test(Config.User),
    'can write its root': host.ReadonlyRootfs,
    'is privileged': !host.Privileged,
    'keeps capabilities': host.CapDrop?.includes('ALL') === true && (host.CapAdd ?? []).length === 0,
    'may gain privileges': (host.SecurityOpt ?? []).some((option) => option.startsWith('no-new-privileges')),
    'has no limit of memory': host.Memory > 0,
    'has no limit of processes': (host.PidsLimit ?? 0) > 0,
  };
  return Object.entries(holds).flatMap(([fault, isRight]) => (isRight ? [] : [`${Name.slice(1)} ${fault}`]));
}
