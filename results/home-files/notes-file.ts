import { z } from 'zod';
import { ConfigError } from '../../shared/errors.ts';
import { type Moment, type NewNote, type Note, type NotesKeeper, noteSchema } from '../../shared/notes.ts';
import { OneByOne, readIfThere, replaceFile } from './replace-file.ts';

const MOST_NOTES = 10_000;

const fileSchema = z.object({ notes: z.array(noteSchema) });

/**
 * Stars and notes in a file of their own beside the store: what people have written outlives a store that is made anew, since videos are
 * known by their content.
 */
export class NotesFile implements NotesKeeper {
  readonly #path: string;
  readonly #changes = new OneByOne();

  /** @param path - made where it is missing */
  constructor(path: string) {
    this.#path = path;
  }

  async read(videoId: string | null): Promise<Note[]> {
    const notes = await this.#readAll();
    return videoId === null ? notes : notes.filter((note) => note.videoId === videoId);
  }

  put(moment: Moment, note: NewNote): Promise<Note> {
    const put: Note = { ...moment, ...note, changedAt: new Date().toISOString() };
    return this.#changes.run(async () => {
      const others = (await this.#readAll()).filter((one) => !isAt(one, moment));
      if (others.length >= MOST_NOTES) {
        throw new ConfigError('CONFIG_INVALID', `Expected at most ${MOST_NOTES} notes, got one more; take some away.`);
      }
      await this.#write([...others, put]);
      return put;
    });
  }

  remove(moment: Moment): Promise<void> {
    return this.#changes.run(async () => {
      const notes = await this.#readAll();
      const others = notes.filter((one) => !isAt(one, moment));
      if (others.length < notes.length) await this.#write(others);
    });
  }

  async #readAll(): Promise<Note[]> {
    const text = await readIfThere(this.#path);
    const { success, data } = fileSchema.safeParse(text === '' ? { notes: [] } : jsonOf(text));
    if (success) return data.notes.toSorted(byMoment);
    throw new ConfigError('CONFIG_INVALID', `Expected \`${this.#path}\` to hold notes, got what is not understood.`);
  }

  #write(notes: readonly Note[]): Promise<void> {
    return replaceFile(this.#path, `${JSON.stringify({ notes: notes.toSorted(byMoment) }, null, 1)}\n`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // these are no notes
  }
}

function isAt(note: Note, { videoId, frameIndex }: Moment): boolean {
  return note.videoId === videoId && note.frameIndex === frameIndex;
}

function byMoment(a: Note, b: Note): number {
  return a.videoId === b.videoId ? a.frameIndex - b.frameIndex : a.videoId < b.videoId ? -1 : 1;
}
