/** A network whose trained weights its authors publish. */
export interface OfficialModel {
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
  /** Files that come with this project, as `bundledFile` finds them. */
  readonly cfg: string;
  readonly names: string;
}

const RELEASES = 'https://github.com/AlexeyAB/darknet/releases/download';

/** @see AlexeyAB/darknet, README.md, pre-trained models */
export const OFFICIAL_MODELS: readonly OfficialModel[] = [
  {
    name: 'yolov4',
    url: `${RELEASES}/darknet_yolo_v3_optimal/yolov4.weights`,
    sha256: 'e8a4f6c62188738d86dc6898d82724ec0964d0eb9d2ae0f0a9d53d65d108d562',
    cfg: 'yolov4.cfg',
    names: 'coco.names',
  },
  {
    name: 'yolov4-tiny',
    url: `${RELEASES}/darknet_yolo_v4_pre/yolov4-tiny.weights`,
    sha256: 'cf9fbfd0f6d4869b35762f56100f50ed05268084078805f0e7989efe5bb8ca87',
    cfg: 'yolov4-tiny.cfg',
    names: 'coco.names',
  },
];

export function officialModel(name: string): OfficialModel | null {
  return OFFICIAL_MODELS.find((model) => model.name === name) ?? null;
}
