import { open } from 'node:fs/promises';

const tagged = (head: string, tag: string, at: number): boolean => head.startsWith(tag, at);

/** How files of the formats begin, as Latin-1 text: JPEG, PNG, WebP, BMP, TIFF and AVIF. */
const beginnings: readonly ((head: string) => boolean)[] = [
  (head) => tagged(head, '\xff\xd8\xff', 0),
  (head) => tagged(head, '\x89PNG\r\n\x1a\n', 0),
  (head) => tagged(head, 'RIFF', 0) && tagged(head, 'WEBP', 8),
  (head) => tagged(head, 'BM', 0),
  (head) => tagged(head, 'II*\0', 0) || tagged(head, 'MM\0*', 0),
  (head) => tagged(head, 'ftyp', 4) && ['avif', 'avis', 'mif1', 'msf1'].some((brand) => tagged(head, brand, 8)),
];
const headBytes = 16;

/** Whether a file is a picture, as far as its first bytes tell. */
export async function isPicture(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (!file) return true; // whoever reads it says why it cannot be
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    return beginnings.some((isBeginning) => isBeginning(head));
  } finally {
    await file.close();
  }
}
