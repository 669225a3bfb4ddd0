import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { InputError, messageOf } from '../../shared/errors.ts';
import { pictureTimes } from '../pictures/picture-times.ts';
import type { Input } from './inputs.ts';
import { remoteVersion } from './remote-version.ts';

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
 * up to 1 MiB). Pictures of a folder: over those of each and the times at which they are shown. An http(s) file: over its URL without credentials and signature, its length and its ETag. A camera: over its URL.
 *
 * Another stream than the first is another video: over that of the source, program and stream.
 *
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE`
 */
export async function identifyVideo(input: Input): Promise<VideoIdentity> {
  const { chosen } = input;
  if (chosen) {
    const { chosen: _, ...whole } = input;
    const source = await identifyVideo(whole);
    const hash = hashOf('stream', source.contentHash ?? source.videoId, `${chosen.program}`, `${chosen.stream}`);
    return { ...identityOf(hash), ...(source.contentHash === null && { contentHash: null }) };
  }
  if (input.kind === 'camera') return { ...identityOf(hashOf('camera', input.uri)), contentHash: null };
  if (input.kind === 'pictures') return identityOf(await hashOfPictures(input.pictures ?? []));
  return identityOf(
    input.kind === 'file' ? await hashOfFile(input.source) : hashOf(input.uri, ...(await remoteVersion(input))),
  );
}

async function hashOfPictures(paths: readonly string[]): Promise<string> {
  const hashes: string[] = [];
  for (const path of paths) hashes.push(await hashOfFile(path));
  return hashOf('pictures', ...hashes, JSON.stringify(pictureTimes(paths)));
}

function identityOf(contentHash: string): { videoId: string; contentHash: string } {
  return { videoId: `v${contentHash.slice(0, 16)}`, contentHash };
}

function hashOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function hashOfFile(path: string): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    throw new InputError('INPUT_UNREADABLE', `Expected \`${path}\` to be readable, got ${messageOf(error)}.`, {
      cause: error,
    });
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
