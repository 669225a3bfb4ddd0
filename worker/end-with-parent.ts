/**
 * Ends this process at once when the one that forked it goes, however that ends; also when it went before this was called.
 * Does nothing in a process that was not forked.
 *
 * @returns lets the process outlive its parent again
 */
export function endWithParent(): () => void {
  if (process.send === undefined) return () => undefined; // no IPC channel
  const endNow = () => process.kill(process.pid, 'SIGKILL'); // `exit` would wait for a thread amid an inference
  process.once('disconnect', endNow);
  if (!process.connected) endNow();
  return () => process.off('disconnect', endNow);
}
