import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { promisify } from 'node:util';

/** What a process has taken so far. */
export interface ProcessUsage {
  readonly pid: number;
  readonly parentPid: number;
  readonly cpuSeconds: number;
  readonly threads: number;
  readonly residentBytes: number;
}

/** Linux counts in these: `sysconf(_SC_CLK_TCK)` is 100 on every platform that Node runs on. */
const TICKS_A_SECOND = 100;

/** All processes of this machine, by pid: of `/proc`, or where there is none of `ps`. */
export async function processUsages(): Promise<ReadonlyMap<number, ProcessUsage>> {
  const usages = process.platform === 'linux' ? await ofProc() : await ofPs();
  return new Map(usages.map((usage) => [usage.pid, usage]));
}

/** A process and all that it started, and they started, … */
export function treeOf(usages: ReadonlyMap<number, ProcessUsage>, root: number): ProcessUsage[] {
  const own = usages.get(root);
  if (!own) return [];
  const children = [...usages.values()].filter(({ parentPid }) => parentPid === root);
  return [own, ...children.flatMap(({ pid }) => treeOf(usages, pid))];
}

/** Seconds that all cores of this machine were busy, since it runs. */
export function machineCpuSeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}

async function ofProc(): Promise<ProcessUsage[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)));
  const pageBytes = await pageSize();
  return texts.flatMap((text) => (text === null ? [] : [usageOfStat(text, pageBytes)])); // `null`: it has just ended
}

/** @see man 5 proc, /proc/pid/stat: fields are counted from 1; the second, the name, may hold blanks and brackets */
export function usageOfStat(text: string, pageBytes: number): ProcessUsage {
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(text, 10),
    parentPid: field(4),
    cpuSeconds: (field(14) + field(15)) / TICKS_A_SECOND,
    threads: field(20),
    residentBytes: field(24) * pageBytes,
  };
}

let knownPageSize: number | null = null;

async function pageSize(): Promise<number> {
  knownPageSize ??= Number((await promisify(execFile)('getconf', ['PAGESIZE'])).stdout);
  return knownPageSize;
}

/** macOS: one line a thread with `-M`, so they are counted by their lines. */
async function ofPs(): Promise<ProcessUsage[]> {
  const ps = promisify(execFile);
  const [{ stdout: table }, { stdout: threads }] = await Promise.all([
    ps('ps', ['-axo', 'pid=,ppid=,time=,rss=']),
    ps('ps', ['-axM', '-o', 'pid=']),
  ]);
  return usagesOfPs(table, threads);
}

/** @param threadLines - a pid each, one line a thread */
export function usagesOfPs(table: string, threadLines: string): ProcessUsage[] {
  const counts = new Map<number, number>();
  let last = 0;
  for (const line of threadLines.split('\n')) {
    const pid = Number(/(?:^|\s)(\d+)\s*$/.exec(line)?.[1] ?? last); // further threads of a process have no pid of their own
    if (line.trim() !== '') counts.set(pid, (counts.get(pid) ?? 0) + 1);
    last = pid;
  }
  return table.split('\n').flatMap((line) => {
    const [, pid, parentPid, time, kilobytes] = /^\s*(\d+)\s+(\d+)\s+([\d:.-]+)\s+(\d+)\s*$/.exec(line) ?? [];
    if (pid === undefined) return [];
    const facts = { pid: Number(pid), parentPid: Number(parentPid), residentBytes: Number(kilobytes) * 1024 };
    return [{ ...facts, cpuSeconds: secondsOf(time!), threads: counts.get(Number(pid)) ?? 1 }];
  });
}

/** `[[days-]hours:]minutes:seconds` */
function secondsOf(text: string): number {
  const [clock, days = '0'] = text.split('-').reverse();
  return clock!.split(':').reduce((sum, part) => 60 * sum + Number(part), 0) + 86_400 * Number(days);
}
