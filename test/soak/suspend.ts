/** SIGSTOP. @returns whether the process was there */
export function suspend(pid: number): boolean {
  return signal(pid, 'SIGSTOP');
}

/** SIGCONT. */
export function resume(pid: number): void {
  signal(pid, 'SIGCONT');
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false; // it ended meanwhile
  }
}
