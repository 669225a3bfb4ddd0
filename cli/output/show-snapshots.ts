import { takeSnapshots } from '../../app/pictures/take-snapshots.ts';
import { ShutdownSignals } from '../../app/shutdown-signals.ts';
import { makeFolder } from '../../app/sources/partial-file.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import { STOPPED } from '../failure.ts';
import { say } from './say.ts';
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
  const signals = new ShutdownSignals();
  signals.listen();
  const { output, width, boxes } = asked;
  try {
    const options = { output, width, isDrawn: boxes, signal: signals.stop };
    const { made, kept, missing } = await withPictures(asked, signals.stop, async (frames, pictures, events) => {
      await makeFolder(output);
      return takeSnapshots(frames, pictures, options, events);
    });
    const before = kept > 0 ? `, ${kept} were there` : '';
    say(`${harmlessLine(output)}: ${made} ${made === 1 ? 'picture' : 'pictures'}${before}`);
    return tellMissing(missing);
  } catch (error) {
    if (!signals.stop.aborted) throw error;
    say(`framefleet: stopped; what is in ${harmlessLine(output)} is whole, and the same command goes on`);
    return STOPPED;
  }
}
