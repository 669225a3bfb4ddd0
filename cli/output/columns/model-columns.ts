import type { ListedModel } from '../../../model/store/list-models.ts';
import { decimals } from './cells.ts';
import { type Column, numbers, words } from './column.ts';
import type { View } from './view.ts';

/** Registered models. */
export function modelColumns({ idText }: View): Column<ListedModel>[] {
  return [
    words('name', 9, ({ name }) => name, 16),
    words('size', 7, ({ width, height }) => (width === null ? null : `${width}×${height}`)),
    numbers('classes', 6, ({ classes }) => classes),
    numbers('MB', 5, ({ graphBytes }) => graphBytes && graphBytes / 1e6, decimals(1)),
    words('sha256', 3, ({ modelSha256 }) => modelSha256 && idText(modelSha256)),
    words('fault', 8, ({ fault }) => fault, 16),
  ];
}
