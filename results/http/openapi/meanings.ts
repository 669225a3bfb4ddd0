/** What each parameter does; its schema says what is expected of it. */
const MEANINGS: Readonly<Record<string, string>> = {
  after: 'only stretches that begin at most `within` after this has held',
  anchor: 'what of a box has to lie in the zone, or go over the line',
  and: 'only the part in which this holds too',
  area: 'boxes of this area',
  aspect: 'boxes of this width by height',
  before: 'only stretches that end at most `within` before this holds',
  by: 'what to count by',
  classes: 'labels to keep; none: all',
  confidence: 'how sure a detection has to be',
  cursor: 'goes on where an answer ended',
  direction: 'only what went there',
  format: 'rows as lines of JSON, streamed; or one JSON value',
  found:
    'whether what was looked at is parted into where what is asked for was found and where nothing was; so it is where detections are asked for',
  from: 'from this time of the stream on',
  fromZone: 'only visits of objects that had been in one of these before',
  gap: 'frames no further apart belong to one stretch (1 s)',
  image: 'the name of the picture in the answer',
  iou: 'overlap from which two boxes are of one thing',
  label: 'any of these labels',
  letterbox: 'whether the picture keeps its shape in the network',
  limit: 'the first so many rows; of runs the latest',
  line: 'lines to be crossed; none: all that `zones` names',
  margin: 'so near to an edge or line nothing is decided',
  minConfidence: 'detections so sure or surer',
  minLength: 'only stretches that last as long',
  minSeconds: 'what was there for so long',
  minSpeed: 'what is as fast',
  minus: 'without the part in which this holds',
  model: 'which model looks',
  notIn: 'only what this run has not, though it looked',
  notLabel: 'none of these labels',
  only: 'one run among those asked about',
  or: 'also stretches in which this holds',
  order: 'what comes first',
  overlap: 'in place of an anchor, how much of the box has to lie in the zone',
  run: 'these runs',
  settle: 'being on the other side for less is flicker',
  since: 'frames that were taken then or later',
  size: "the network's input",
  spread: 'only the surest of each label in each stretch of this length',
  // biome-ignore lint/suspicious/noThenProperty: what the filter is called; it is no function
  then: 'what is followed by one of these `within` so long',
  timeOfDay: 'frames that were taken at this time of a day',
  timeout: 'how long the answer may take',
  to: 'before this time of the stream',
  toZone: 'visits there, of objects that come from `fromZone`',
  tracks: 'whether different objects are counted too',
  tz: 'whose days and hours are meant',
  until: 'frames that were taken before',
  video: 'videos of this name',
  weekday: 'frames that were taken on these days',
  where: 'what lies in frames of which this holds',
  with: 'what has one of these labels `within` so long before or after',
  within: 'how near in time `with`, `without`, `then`, `before` and `after` mean',
  without: 'what has none of these labels `within` so long',
  zone: 'boxes in this part of the picture, or visits to it',
  zones: 'zones, lines and scales by name',
};

/** @throws {Error} for a parameter that nobody has described */
export function meaningOf(parameter: string): string {
  const meaning = MEANINGS[parameter];
  if (meaning === undefined)
    throw new Error(`results/http/openapi/meanings.ts does not say what \`${parameter}\` does`);
  return meaning;
}
