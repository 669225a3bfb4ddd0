import { rounded } from '../../query/text/digits.ts';
import type { ExportFormat, ExportSource, ExportTarget, ExportVideo } from '../export-source.ts';
import { type ExportedObject, exportedObjects, outlineOf, type RunOutline } from '../exported-objects.ts';
import { frameRate } from '../frame-rate.ts';
import type { Sighting } from '../sighting-list.ts';
import { writeText } from '../write-text.ts';
import { xmlText } from '../xml-text.ts';

/**
 * Label Studio: `tasks.json`, a task for each run with what was found as a prediction, and `config.xml`, the labelling
 * configuration that such tasks want; beside them the list of frames of each.
 *
 * @see HumanSignal/label-studio, docs/source/tags/videorectangle.md
 */
export const labelStudio: ExportFormat = {
  name: 'label-studio',
  isFolder: true,
  async write(source, target) {
    const labels = new Set<string>();
    await writeText(target, 'tasks.json', tasksText(source, target, labels));
    await writeText(target, 'config.xml', [configOf([...labels])]);
  },
};

/** @param labels - gets those that are there */
async function* tasksText(source: ExportSource, target: ExportTarget, labels: Set<string>): AsyncGenerator<string> {
  let separator = '[\n';
  for (const video of source.videos) {
    const outline = await outlineOf(source, video, target);
    for (const label of outline.labels) labels.add(label);
    yield separator;
    yield* taskText(source, video, outline);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

async function* taskText(source: ExportSource, video: ExportVideo, outline: RunOutline): AsyncGenerator<string> {
  const data = { video: video.uri, framerate: frameRate(video) };
  yield `{"data":${JSON.stringify(data)},"predictions":[{"model_version":${JSON.stringify(video.runId)},"result":[`;
  let number = 0;
  let confidences = 0;
  for await (const object of exportedObjects(source, video, outline)) {
    yield `${number === 0 ? '\n' : ',\n'}${JSON.stringify(regionOf(object, ++number, video, outline))}`;
    confidences += object.sightings.confidence;
  }
  yield `],"score":${rounded(number === 0 ? 0 : confidences / number, 4)}}]}`;
}

function configOf(labels: readonly string[]): string {
  return `<View>
  <Video name="video" value="$video" frameRate="$framerate" />
  <VideoRectangle name="box" toName="video" />
  <Labels name="labels" toName="video">
${labels.map((label) => `    <Label value="${xmlText(label)}" />\n`).join('')}  </Labels>
</View>
`;
}

/** One region is an object; Label Studio counts its frames from 1 and its sides in per cent. */
function regionOf(
  { trackId, label, sightings }: ExportedObject,
  number: number,
  video: ExportVideo,
  { frameCount }: RunOutline,
): object {
  const rate = frameRate(video);
  return {
    id: `${video.stem}-${trackId === null ? `box-${number}` : `track-${trackId}`}`,
    from_name: 'box',
    to_name: 'video',
    type: 'videorectangle',
    origin: 'prediction',
    score: rounded(sightings.confidence, 4),
    value: {
      framesCount: frameCount,
      duration: rounded(frameCount / rate, 6),
      labels: [label],
      sequence: Array.from(sightings, (sighting) => keyframeOf(sighting, rate)),
    },
  };
}

/** The last frame of a stretch is still shown where it says that the region is not enabled from there on. */
function keyframeOf({ frameIndex, box: [x1, y1, x2, y2], isLast }: Sighting, rate: number): object {
  const frame = frameIndex + 1;
  return {
    frame,
    time: rounded(frame / rate, 6),
    x: perCent(x1),
    y: perCent(y1),
    width: perCent(x2 - x1),
    height: perCent(y2 - y1),
    rotation: 0,
    enabled: !isLast,
  };
}

function perCent(share: number): number {
  return rounded(share * 100, 4);
}
