import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { InputError, messageOf } from '../shared/errors.ts';
import type { Input } from './inputs.ts';

const blockBytes = 64 * 1024;
const blockCount = 16;

/** Who a video is, whatever its name. */
export interface VideoIdentity {
  /** `v` and the first 16 digits of the hash. */
  readonly videoId: string;
  /** The hash in full; `null` for a camera, whose content has none. */
  readonly contentHash: string | null;
}

/**
 * The identity of an input, at a cost that does not grow with its length.
 *
 * A file: SHA-256 over its size and 16 blocks of 64 KiB (the first, the last and evenly spaced ones between; the whole file
 * up to 1 MiB). An http(s) file: over its URL without credentials, its length and its ETag. A camera: over its URL.
 *
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE`
 */
export async function identifyVideo(input: Input): Promise<VideoIdentity> {
  if (input.kind === 'camera') return { ...identityOf(hashOf('camera', input.uri)), contentHash: null };
  return identityOf(input.kind === 'file' ? await hashOfFile(input.source) : await hashOfRemote(input));
}

function identityOf(contentHash: string): { videoId: string; contentHash: string } {
  return { videoId: `v${contentHash.slice(0, 16)}`, contentHash };
}

function hashOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function hashOfFile(path: string): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, messageOf(error), error);
  });
  try {
    const { size } = await file.stat();
    const hash = createHash('sha256').update(`${size}\n`);
    const block = Buffer.alloc(blockBytes);
    for (const position of blockPositions(size)) {
      const { bytesRead } = await file.read(block, 0, blockBytes, position);
      hash.update(block.subarray(0, bytesRead));
    }
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

/** Where the sampled blocks of a file of some size begin, ascending. */
export function blockPositions(size: number): number[] {
  if (size <= blockBytes * blockCount) {
    return Array.from({ length: Math.ceil(size / blockBytes) }, (_, index) => index * blockBytes);
  }
  return Array.from({ length: blockCount }, (_, index) => Math.floor(((size - blockBytes) * index) / (blockCount - 1)));
}

async function hashOfRemote({ source, uri }: Input): Promise<string> {
  const url = new URL(source);
  const userInfo = [url.username, url.password].map(decodeURIComponent).join(':');
  url.username = '';
  url.password = '';
  const headers: Record<string, string> =
    userInfo === ':' ? {} : { authorization: `Basic ${Buffer.from(userInfo).toString('base64')}` };
  const response = await fetch(url, { method: 'HEAD', headers, signal: AbortSignal.timeout(30_000) }).catch(
    (error: unknown) => {
      throw unreadable(uri, messageOf(error), error);
    },
  );
  if (response.status === 404 || response.status === 410) {
    throw new InputError('INPUT_NOT_FOUND', `Expected \`${uri}\` to be a video, got HTTP status ${response.status}.`);
  }
  if (!response.ok && response.status !== 405) throw unreadable(uri, `HTTP status ${response.status}`);
  return hashOf(uri, response.headers.get('content-length') ?? '', response.headers.get('etag') ?? '');
}

function unreadable(uri: string, reason: string, cause?: unknown): InputError {
  return new InputError('INPUT_UNREADABLE', `Expected \`${uri}\` to be readable, got ${reason}.`, { cause });
}
