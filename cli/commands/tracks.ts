import { defineCommand } from '../define-command.ts';
import { jsonFlag } from '../flags/common-flags.ts';
import { optionalFlag, requiredFlag, withoutVariables } from '../flags/flag.ts';
import { path, positive } from '../flags/values.ts';

const motFile = path('a MOTChallenge file');
const flags = {
  ...withoutVariables({
    mot: requiredFlag('<file>', 'the detections, or tracks, of a MOTChallenge file', motFile),
    truth: optionalFlag('<file>', 'score the tracks against this truth in MOTChallenge format', motFile),
    fps: optionalFlag('<f>', 'frames a second of the file', positive(), {
      otherwise: 'of seqinfo.ini beside it, or 25',
    }),
  }),
  json: jsonFlag,
};

/** `framefleet tracks`: boxes joined over time into objects. */
export const command = defineCommand({}, flags, async (values) => {
  const { tracksOfMotFile } = await import('../../app/tracks/mot-file.ts');
  const { print, printJson, printReport } = await import('../output/print.ts');
  const { boxes, score } = await tracksOfMotFile(values);
  if (score) {
    const { trackScoreReport } = await import('../output/track-score-report.ts');
    printReport(score, values.json, trackScoreReport);
  } else if (values.json) {
    printJson(boxes);
  } else {
    const { motText } = await import('../../results/analysis/scoring/mot-text.ts');
    print(motText(boxes));
  }
  return undefined;
});
