import type { ExportFormat, ExportSource, ExportVideo } from '../export-source.ts';
import { type ExportedObject, exportedObjects, outlineOf, type RunOutline } from '../exported-objects.ts';
import type { Sighting } from '../sighting-list.ts';
import { writeText } from '../write-text.ts';
import { xmlText } from '../xml-text.ts';

/**
 * CVAT for video 1.1: an XML file for each run, to be imported into a task made of its whole video without a step, and the list of
 * its frames.
 *
 * @see cvat-ai/cvat, site/content/en/docs/dataset_management/formats/format-xml.md
 */
export const cvat: ExportFormat = {
  name: 'cvat',
  isFolder: true,
  async write(source, target) {
    for (const video of source.videos) {
      const outline = await outlineOf(source, video, target);
      await writeText(target, `${video.stem}/annotations.xml`, taskText(source, video, outline));
    }
  },
};

async function* taskText(source: ExportSource, video: ExportVideo, outline: RunOutline): AsyncGenerator<string> {
  yield headOf(video, outline);
  let id = 0;
  for await (const object of exportedObjects(source, video, outline)) {
    yield `  <track id="${id++}" label="${xmlText(object.label)}" source="auto">\n`;
    yield* boxElements(object, video, outline);
    yield '  </track>\n';
  }
  yield '</annotations>\n';
}

function headOf({ name, width, height }: ExportVideo, { labels, frameCount }: RunOutline): string {
  const label = (text: string) => `        <label>
          <name>${xmlText(text)}</name>
          <type>any</type>
          <attributes>
            <attribute>
              <name>confidence</name>
              <mutable>True</mutable>
              <input_type>text</input_type>
              <default_value></default_value>
              <values></values>
            </attribute>
          </attributes>
        </label>
`;
  return `<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <name>${xmlText(name)}</name>
      <size>${frameCount}</size>
      <mode>interpolation</mode>
      <overlap>0</overlap>
      <start_frame>0</start_frame>
      <stop_frame>${Math.max(frameCount - 1, 0)}</stop_frame>
      <frame_filter></frame_filter>
      <labels>
${labels.map(label).join('')}      </labels>
      <original_size>
        <width>${width}</width>
        <height>${height}</height>
      </original_size>
      <source>${xmlText(name)}</source>
    </task>
  </meta>
`;
}

/** Where an object was, and after each stretch one box that says that it is gone, unless the video ends there. */
function* boxElements(
  { sightings }: ExportedObject,
  video: ExportVideo,
  { frameCount }: RunOutline,
): Generator<string> {
  for (const sighting of sightings) {
    const gone = sighting.frameIndex + 1;
    yield boxElement(sighting, video, sighting.frameIndex, 0);
    if (sighting.isLast && gone < frameCount) yield boxElement(sighting, video, gone, 1);
  }
}

function boxElement(
  { box, confidence }: Sighting,
  { width, height }: ExportVideo,
  frame: number,
  outside: 0 | 1,
): string {
  const [xtl, ytl, xbr, ybr] = [box[0] * width, box[1] * height, box[2] * width, box[3] * height].map(twoDigits);
  return `    <box frame="${frame}" keyframe="1" outside="${outside}" occluded="0" xtl="${xtl}" ytl="${ytl}" xbr="${xbr}" ybr="${ybr}" z_order="0">
      <attribute name="confidence">${confidence.toFixed(4)}</attribute>
    </box>
`;
}

function twoDigits(value: number): string {
  return value.toFixed(2);
}
