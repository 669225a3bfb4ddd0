import { writeFile } from 'node:fs/promises';
import { paintBackdrop, viewOf } from './backdrop.ts';
import { draw, newCanvas } from './canvas.ts';
import { encodeVideo } from './encode.ts';
import { Random } from './random.ts';
import { openStudio } from './studio.ts';
import { planTracks, stepOf, type Track } from './track.ts';
import { type TruthObject, truthOf } from './truth.ts';
import { cocoOf, motOf, type TruthImage } from './truth-files.ts';
import { expose, type Weather, weatherOf } from './weather.ts';

export interface ClipOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  /** x264's constant rate factor. */
  readonly crf: number;
  readonly out: string;
}

const STUDIO_SIZE = { looks: 8, poses: 8, clutter: 12, backgrounds: 6 };
/** How many objects at most are in the picture at once. */
const LANES = 6;

/**
 * Renders a video and beside it `FILE.gt.txt` (MOTChallenge) and `FILE.truth.json` (COCO, whose frames are `000000.png`,
 * `000001.png` and so on). The same options give the same bytes.
 */
export async function renderClip(options: ClipOptions, ffmpegPath: string): Promise<void> {
  const images: TruthImage[] = [];
  await encodeVideo(framesOf(options, images), options, ffmpegPath);
  const stem = options.out.replace(/\.mp4$/, '');
  await writeFile(`${stem}.gt.txt`, motOf(images));
  await writeFile(`${stem}.truth.json`, cocoOf(images));
}

/** Frames in order, 8-bit RGB; the truth of each is added to `images` as it is drawn. */
export async function* framesOf(
  options: Omit<ClipOptions, 'crf' | 'out'>,
  images: TruthImage[],
): AsyncGenerator<Buffer> {
  const { width, height, seconds, fps } = options;
  const random = new Random(`clip-${options.seed}`);
  const studio = await openStudio(random.fork('studio'), STUDIO_SIZE);
  const tracks = planTracks(studio, random.fork('tracks'), width, height, seconds, LANES);
  const empty = newCanvas(width, height);
  paintBackdrop(empty, random.pick(studio.backgrounds), viewOf(random), random.fork('texture'));
  const weather = { ...weatherOf(random), blur: 0, noise: random.between(1, 4) };
  for (let frameIndex = 0; frameIndex < Math.round(seconds * fps); frameIndex++) {
    const at = frameIndex / fps;
    const canvas = newCanvas(width, height);
    canvas.rgb.set(empty.rgb);
    const truth = drawTracks(canvas, tracks, at);
    expose(canvas, lightAt(weather, at), random.fork(`noise-${frameIndex}`));
    images.push({ fileName: `${String(frameIndex).padStart(6, '0')}.png`, width, height, truth });
    yield Buffer.from(canvas.rgb);
  }
}

function drawTracks(canvas: ReturnType<typeof newCanvas>, tracks: readonly Track[], seconds: number): TruthObject[] {
  const steps = tracks.flatMap((track) => {
    const step = stepOf(track, seconds);
    return step === null ? [] : [{ track, ...step }];
  });
  steps.sort((a, b) => a.place.y + a.place.height / 2 - (b.place.y + b.place.height / 2));
  const drawn = steps.map(({ track: { classId, trackId }, sprite, place }, i) => {
    const coveredPixels = draw(canvas, sprite, place, i + 1);
    return { item: i + 1, classId, trackId, coveredPixels };
  });
  return truthOf(canvas, drawn);
}

/** The weather as clouds pass: its light goes up and down by an eighth within half a minute. */
function lightAt(weather: Weather, seconds: number): Weather {
  const factor = 1 + 0.12 * Math.sin((2 * Math.PI * seconds) / 30);
  const [red, green, blue] = weather.gain;
  return { ...weather, gain: [red * factor, green * factor, blue * factor] };
}
