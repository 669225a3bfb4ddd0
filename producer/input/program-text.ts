import { open } from 'node:fs/promises';

const headBytes = 1024;

/** Whether a file that ends like an MPEG transport stream is TypeScript, as far as its beginning tells. */
export async function isProgramText(path: string): Promise<boolean> {
  if (!/\.m?ts$/i.test(path)) return false;
  const file = await open(path).catch(() => null);
  if (!file) return false; // whoever reads it says why it cannot be
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    // Packets of 188 bytes begin with 0x47, and hold bytes that no text has.
    return bytesRead > 0 && head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  } finally {
    await file.close();
  }
}
