import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BoundingBox } from '../../../shared/detection.ts';

/** A box as a format says it, in pixels of the picture as shown, origin top left. */
export interface ReadBox {
  readonly frameIndex: number;
  /** `null` where the format has no place for it. */
  readonly label: string | null;
  readonly box: BoundingBox;
}

type Size = readonly [width: number, height: number];

const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
const numberedFrom = (name: string) => Number.parseInt(name, 10);

/** Readers of what was exported of one run, each by the format's own specification. */
export const READ_BOXES: Readonly<
  Record<string, (output: string, stem: string, size: Size) => ReadBox[] | Promise<ReadBox[]>>
> = {
  /** @see AlexeyAB/darknet: class, centre, width and height as shares of the picture */
  yolo(output, stem, [width, height]) {
    const names = lines(join(output, 'obj.names'));
    const folder = join(output, 'obj_train_data', stem);
    return readdirSync(folder).flatMap((file) =>
      lines(join(folder, file)).map((line) => {
        const [row, cx, cy, w, h] = line.split(' ').map(Number) as [number, number, number, number, number];
        const box = [(cx - w / 2) * width, (cy - h / 2) * height, (cx + w / 2) * width, (cy + h / 2) * height] as const;
        return { frameIndex: numberedFrom(file), label: names[row]!, box };
      }),
    );
  },
  /** @see devkit_object, readme.txt: type, …, left, top, right, bottom from 0, … */
  kitti(output, stem) {
    const folder = join(output, stem, 'label_2');
    return readdirSync(folder).flatMap((file) =>
      lines(join(folder, file)).map((line) => {
        const [type, , , , ...numbers] = line.split(' ');
        return {
          frameIndex: numberedFrom(file),
          label: type!,
          box: numbers.slice(0, 4).map(Number) as unknown as BoundingBox,
        };
      }),
    );
  },
  /** @see MOTChallenge: frame, id, left, top (all from 1), width, height, … */
  mot(output, stem) {
    return lines(join(output, stem, 'det', 'det.txt')).map((line) => {
      const [frame, , left, top, width, height] = line.split(',').map(Number) as number[];
      const [x, y] = [left! - 1, top! - 1];
      return { frameIndex: frame! - 1, label: null, box: [x, y, x + width!, y + height!] };
    });
  },
  coco(output) {
    const { images, annotations, categories } = JSON.parse(readFileSync(output, 'utf8'));
    return annotations.map(({ image_id, category_id, bbox }: CocoResult) => ({
      frameIndex: images.find(({ id }: { id: number }) => id === image_id).frame_index,
      label: categories.find(({ id }: { id: number }) => id === category_id).name,
      box: cornersOf(bbox),
    }));
  },
  /** Images are numbered from 1 in the first run. */
  'coco-results'(output) {
    return JSON.parse(readFileSync(output, 'utf8')).map(({ image_id, bbox }: CocoResult) => ({
      frameIndex: image_id - 1,
      label: null,
      box: cornersOf(bbox),
    }));
  },
  ndjson(output) {
    return lines(output).map((line) => ofRow(JSON.parse(line)));
  },
  csv(output) {
    const [heading, ...rows] = lines(output).map((line) => line.split(','));
    return rows.map((row) => ofRow(Object.fromEntries(heading!.map((name, index) => [name, row[index]!])) as Row));
  },
  async parquet(output) {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      const sql = `SELECT frame_index AS "frameIndex", label, x1, y1, x2, y2 FROM read_parquet('${output}')`;
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJS().map((row) => ofRow(row as unknown as Row));
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  },
};

interface CocoResult {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
}

type Row = Readonly<Record<'frameIndex' | 'label' | 'x1' | 'y1' | 'x2' | 'y2', string | number>>;

function cornersOf([x, y, width, height]: CocoResult['bbox']): BoundingBox {
  return [x, y, x + width, y + height];
}

function ofRow({ frameIndex, label, x1, y1, x2, y2 }: Row): ReadBox {
  return {
    frameIndex: Number(frameIndex),
    label: String(label),
    box: [Number(x1), Number(y1), Number(x2), Number(y2)],
  };
}
