import type whyIsNodeRunning from 'why-is-node-running';

const tracker = import.meta.resolve('why-is-node-running');
let count = 0;
let why = await track();

/** Types of the handles that keep this process alive, `TCPSocketWrap` or `Timeout` say; sorted. */
export function openHandles(): string[] {
  return process.getActiveResourcesInfo().sort();
}

/** Where the handles that keep this process alive were opened, since the start or since the last call. */
export async function whereOpened(): Promise<string> {
  const lines: string[] = [];
  why({ error: (line: string) => lines.push(line) });
  why = await track(); // an instance answers once
  const handles = new Set(lines.join('\n').split(/\n\n(?=# )/));
  return [...handles]
    .filter((handle) => /^# (Timeout|Immediate|\w*WRAP|WORKER|MESSAGEPORT)\n\S/.test(handle))
    .join('\n\n');
}

async function track(): Promise<typeof whyIsNodeRunning> {
  const { default: instance } = (await import(`${tracker}?${count++}`)) as { default: typeof whyIsNodeRunning };
  return instance;
}
