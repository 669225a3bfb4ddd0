import { takeSnapshots } from '../../app/pictures/take-snapshots.ts';
import { openFolder } from '../../app/sources/partial-file.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import { say } from './say.ts';
import { untilStopped } from './until-stopped.ts';
import { type AskedPictures, tellMissing, withPictures } from './with-pictures.ts';

interface AskedSnapshots extends AskedPictures {
  readonly output: string;
  readonly width: number | null;
}

/**
 * Writes pictures, and shows on stderr how far it is and what became of them. After Ctrl-C what is written is whole, and the same
 * command goes on from there.
 *
 * @returns the exit code
 */
export async function showSnapshots(asked: AskedSnapshots): Promise<number> {
  const { output, width, boxes } = asked;
  const left = `what is in ${harmlessLine(output)} is whole, and the same command goes on`;
  return untilStopped(left, async (signal) => {
    const options = { output, width, isDrawn: boxes, signal };
    const { made, kept, missing } = await withPictures(asked, signal, async (frames, pictures, events) => {
      await openFolder(output);
      return takeSnapshots(frames, pictures, options, events);
    });
    const before = kept > 0 ? `, ${kept} were there` : '';
    say(`${harmlessLine(output)}: ${made} ${made === 1 ? 'picture' : 'pictures'}${before}`);
    return tellMissing(missing);
  });
}
