import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { FRAME_FORMATS, ROW_FORMATS } from './formats.ts';
import { PartialOutput } from './partial-output.ts';
import { openExportSource } from './reader-source.ts';
import { tarOf } from './tar.ts';

/** An export in one piece: a file, or a folder as an archive. */
export interface PackedExport {
  readonly isArchive: boolean;
  readonly body: Readable;
}

/**
 * Writes an export where nobody else can read it, and gives it out once it is whole; it is removed when it was read, or when nobody reads on.
 *
 * @param format - one of `FORMAT_NAMES`
 * @throws {QueryError} for filters, as `ResultsReader` does
 * @throws {OutputError} `OUTPUT_UNWRITABLE`
 * @throws the reason of `signal`
 */
export async function packedExport(
  reader: ResultsReader,
  { format, filter, signal }: { readonly format: string; readonly filter: RawFilter; readonly signal: AbortSignal },
): Promise<PackedExport> {
  const scratch = await mkdtemp(join(tmpdir(), 'framefleet-export-'));
  const remove = () => rm(scratch, { recursive: true, force: true }).catch(() => undefined); // what stays is in nobody's way
  try {
    const output = join(scratch, format);
    const isFolder = await write(reader, { format, filter, signal }, output);
    const body = isFolder ? Readable.from(tarOf(output, format), { objectMode: false }) : createReadStream(output);
    body.once('close', () => void remove());
    return { isArchive: isFolder, body };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @returns whether it has become a folder */
async function write(
  reader: ResultsReader,
  { format, filter, signal }: { readonly format: string; readonly filter: RawFilter; readonly signal: AbortSignal },
  output: string,
): Promise<boolean> {
  const ofRows = await ROW_FORMATS[format]?.();
  if (ofRows) {
    const rows = stoppable(await reader.detections(filter), signal);
    await PartialOutput.whole(output, false, (target) => ofRows.write(rows, target));
    return false;
  }
  const ofFrames = await FRAME_FORMATS[format]!();
  const onRead = () => undefined;
  const source = await openExportSource(reader, { filter, isFoundOnly: false, trackIdsOf: null, signal, onRead });
  await PartialOutput.whole(output, ofFrames.isFolder, (target) => ofFrames.write(source, target));
  return ofFrames.isFolder;
}

async function* stoppable<T>(batches: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const batch of batches) {
    signal.throwIfAborted();
    yield batch;
  }
}
