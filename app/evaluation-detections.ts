import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { EvaluatedImage } from '../model/evaluation/evaluate.ts';
import { ConfigError, messageOf } from '../shared/errors.ts';

/** A file of detections, one JSON object a line: `{file, classId, label, confidence, x1, y1, x2, y2}`. */
export class DetectionsFile {
  readonly #path: string;
  readonly #stream: WriteStream;
  #failure: unknown = null;

  private constructor(path: string, stream: WriteStream) {
    this.#path = path;
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** @throws {ConfigError} `CONFIG_INVALID` when the file cannot be written */
  static async create(path: string): Promise<DetectionsFile> {
    const stream = createWriteStream(path);
    await once(stream, 'open').catch((error: unknown) => {
      throw unwritable(path, error);
    });
    return new DetectionsFile(path, stream);
  }

  write({ file, detections }: EvaluatedImage): void {
    for (const { classId, label, confidence, box } of detections) {
      const [x1, y1, x2, y2] = box;
      this.#stream.write(`${JSON.stringify({ file, classId, label, confidence, x1, y1, x2, y2 })}\n`);
    }
  }

  /** Ends the file; may be called twice. */
  async close(): Promise<void> {
    if (!this.#stream.writableEnded) this.#stream.end();
    await finished(this.#stream).catch((error: unknown) => {
      throw unwritable(this.#path, this.#failure ?? error);
    });
  }
}

function unwritable(path: string, error: unknown): ConfigError {
  return new ConfigError(
    'CONFIG_INVALID',
    `Expected \`--detections\` to be a file that can be written, got \`${path}\`: ${messageOf(error)}.`,
    { cause: error },
  );
}
