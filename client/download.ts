import { open, stat } from 'node:fs/promises';
import { EnvHttpProxyAgent, request } from 'undici';
import { ModelError, messageOf } from '../shared/errors.ts';
import type { DownloadProgress } from '../shared/ports.ts';

/** How often a transfer that broke while bytes were coming is taken up again. */
const RESUMES = 3;
const REDIRECTS = 5;

/**
 * Downloads a file; what an earlier attempt left in `target` is not fetched again. A proxy named by `HTTPS_PROXY`, `HTTP_PROXY` and
 * `NO_PROXY` is used.
 *
 * @param target - in a folder that is there
 * @throws {ModelError} `MODEL_DOWNLOAD_FAILED`; what came stays for the next attempt
 */
export async function download(
  url: string,
  target: string,
  onProgress: (progress: DownloadProgress) => void,
): Promise<void> {
  const agent = new EnvHttpProxyAgent({ headersTimeout: 30_000, bodyTimeout: 60_000 });
  try {
    await transferAll(agent, url, target, onProgress);
  } catch (error) {
    throw new ModelError('MODEL_DOWNLOAD_FAILED', `Could not download ${url}: ${reasonOf(error)}.`, { cause: error });
  } finally {
    await agent.destroy();
  }
}

async function transferAll(
  agent: EnvHttpProxyAgent,
  url: string,
  part: string,
  onProgress: (progress: DownloadProgress) => void,
): Promise<void> {
  for (let resumes = 0; ; resumes++) {
    const before = await sizeOf(part);
    try {
      await transfer(agent, url, part, before, onProgress);
      return;
    } catch (error) {
      const isProgressing = (await sizeOf(part)) > before;
      if (!isProgressing || resumes === RESUMES) throw error;
    }
  }
}

async function transfer(
  agent: EnvHttpProxyAgent,
  url: string,
  part: string,
  start: number,
  onProgress: (progress: DownloadProgress) => void,
): Promise<void> {
  const { statusCode, headers, body } = await follow(agent, url, start);
  // The part is as long as the file already: only its sha256 is left to check.
  if (statusCode === 416 && start > 0) return body.dump();
  if (statusCode !== 200 && statusCode !== 206) {
    await body.dump();
    throw new Error(`the server answered ${statusCode}`);
  }
  const isResumed = statusCode === 206 && String(headers['content-range']).startsWith(`bytes ${start}-`);
  if (statusCode === 206 && !isResumed) throw new Error(`the server sent ${headers['content-range']}`);
  let receivedBytes = isResumed ? start : 0;
  const length = Number(headers['content-length']);
  const totalBytes = Number.isFinite(length) ? receivedBytes + length : null;
  const file = await open(part, isResumed ? 'a' : 'w');
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      await file.writeFile(chunk);
      receivedBytes += chunk.byteLength;
      onProgress({ receivedBytes, totalBytes });
    }
  } finally {
    await file.close();
  }
}

async function follow(agent: EnvHttpProxyAgent, url: string, start: number): ReturnType<typeof request> {
  let location = url;
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const headers = { 'user-agent': 'framefleet', ...(start > 0 ? { range: `bytes=${start}-` } : {}) };
    const response = await request(location, { dispatcher: agent, headers });
    const next = response.headers.location;
    if (response.statusCode < 300 || response.statusCode >= 400 || typeof next !== 'string') return response;
    await response.body.dump();
    location = new URL(next, location).href;
  }
  throw new Error(`more than ${REDIRECTS} redirects`);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** A refused connection to a name with several addresses has an empty message and one cause for each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ');
  return messageOf(error);
}
