import { z } from 'zod';

/** Letters in a note. */
export const MAX_NOTE_LENGTH = 4000;

const noteFields = {
  ptsSeconds: z.number().describe("The frame's own time stamp, in seconds of the stream"),
  starred: z.boolean(),
  text: z.string().max(MAX_NOTE_LENGTH),
};

/** What somebody says of a frame: a star, some words, or both. */
export const newNoteSchema = z
  .strictObject(noteFields)
  .refine(({ starred, text }) => starred || text.trim() !== '', 'expected a star or a text');
export type NewNote = Readonly<z.output<typeof newNoteSchema>>;

/** A star or a note on a frame of a video. */
export const noteSchema = z
  .object({
    videoId: z.string(),
    frameIndex: z.number().describe('0-based in the source'),
    ...noteFields,
    changedAt: z.string().describe('ISO 8601 in UTC'),
  })
  .readonly();
export type Note = z.output<typeof noteSchema>;

/** Which frame of which video. */
export interface Moment {
  readonly videoId: string;
  readonly frameIndex: number;
}

/** Stars and notes, one for a frame. */
export interface NotesKeeper {
  /** By video and frame. @param videoId - `null`: of all videos */
  read(videoId: string | null): Promise<Note[]>;
  /** @throws {OutputError} `OUTPUT_UNWRITABLE` @throws {ConfigError} `CONFIG_INVALID` where there are too many */
  put(moment: Moment, note: NewNote): Promise<Note>;
  /** What is not there is taken away, too. @throws {OutputError} `OUTPUT_UNWRITABLE` */
  remove(moment: Moment): Promise<void>;
}
