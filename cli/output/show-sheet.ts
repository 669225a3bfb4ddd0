import { writeFile } from 'node:fs/promises';
import { makeSheet } from '../../app/pictures/make-sheet.ts';
import type { SheetFormat } from '../../pictures/encode-picture.ts';
import { PartialOutput, translated } from '../../results/export/partial-output.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import { say } from './say.ts';
import { untilStopped } from './until-stopped.ts';
import { type AskedPictures, tellMissing, withPictures } from './with-pictures.ts';

interface AskedSheet extends AskedPictures {
  readonly output: { readonly path: string; readonly format: SheetFormat };
  /** Of a picture. */
  readonly width: number;
  readonly across: number | null;
}

/**
 * Writes a contact sheet, and shows on stderr how far it is. Ctrl-C ends it, and leaves nothing.
 *
 * @returns the exit code
 */
export async function showSheet(asked: AskedSheet): Promise<number> {
  return untilStopped('nothing was written', async (signal) => {
    const { path, format } = asked.output;
    const target = await PartialOutput.open(path, false);
    try {
      const form = { tileWidth: asked.width, columns: asked.across, format };
      const options = { ...form, isDrawn: asked.boxes, signal };
      const { bytes, made, missing } = await withPictures(asked, signal, (frames, pictures, events) =>
        makeSheet(frames, pictures, options, events),
      );
      if (bytes) {
        await translated(path, () => writeFile(target.path, bytes));
        await target.commit();
      }
      say(bytes ? `${harmlessLine(path)}: ${made} ${made === 1 ? 'picture' : 'pictures'}` : 'no pictures: no sheet');
      return tellMissing(missing);
    } finally {
      await target.discard();
    }
  });
}
