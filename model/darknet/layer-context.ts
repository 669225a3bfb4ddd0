import { invalid } from './cfg-sections.ts';
import { ACTIVATIONS, type ActivationName, type Layer, type Shape } from './network.ts';
import type { SectionOptions } from './section-options.ts';

/** What stands before the section that is parsed. */
export interface Before {
  readonly image: Shape;
  readonly layers: readonly Layer[];
}

/** Makes a layer of a section; asks for every option that changes the answer. */
export type LayerParser = (options: SectionOptions, before: Before) => Layer;

/** What is the same for all layers; the input is the layer before. */
export function place(
  options: SectionOptions,
  { layers }: Before,
): { index: number; line: number; inputs: readonly number[] } {
  return { index: layers.length, line: options.section.line, inputs: [layers.length - 1] };
}

/** What the layer before gives. */
export function previous({ image, layers }: Before): Shape {
  return layers.at(-1)?.output ?? image;
}

/** Indexes of earlier layers, given absolutely or from here backwards. */
export function references(options: SectionOptions, key: string, { layers }: Before): number[] {
  return options.integers(key).map((reference) => {
    const index = reference < 0 ? layers.length + reference : reference;
    const layer = layers[index];
    if (!layer || layer.kind === 'yolo') {
      throw options.error(key, `layers before this one (0..${layers.length - 1}), none of them [yolo]`, `${reference}`);
    }
    return index;
  });
}

/** Height and width that several layers must have in common. */
export function sameSize(options: SectionOptions, key: string, shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (!first) throw options.error(key, 'at least one layer', 'none');
  const other = shapes.find(({ width, height }) => width !== first.width || height !== first.height);
  if (other) {
    throw options.error(key, `layers of ${first.width}×${first.height}`, `${other.width}×${other.height}`);
  }
  return first;
}

/** A window that moves over the input; `padding` is that of both sides together. */
export interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** How many places a window has. */
export function strided(options: SectionOptions, input: Shape, window: Window): { width: number; height: number } {
  const cells = (pixels: number) => Math.trunc((pixels + window.padding - window.size) / window.stride) + 1;
  if (Math.min(input.width, input.height) + window.padding < window.size) {
    const { name, line } = options.section;
    const expected = `[${name}] to fit its input of ${input.width}×${input.height}`;
    throw invalid(options.file, line, expected, `size ${window.size}`);
  }
  return { width: cells(input.width), height: cells(input.height) };
}

/** `stride_x` and `stride_y` go before `stride`; they must be the same. */
export function strideOf(options: SectionOptions): number {
  const stride = options.integer('stride', { min: 1, fallback: 1 });
  const across = options.integer('stride_x', { min: 1, fallback: stride });
  const down = options.integer('stride_y', { min: 1, fallback: stride });
  if (across !== down) throw options.error('stride_x', `the same as down, ${down}`, `${across}`);
  return across;
}

/** @param allowed - by darknet, in this section */
export function activationOf(
  options: SectionOptions,
  fallback: ActivationName,
  allowed: readonly ActivationName[] = ACTIVATIONS,
): ActivationName {
  const name = options.choice('activation', [...allowed, 'revleaky'], fallback);
  return name === 'revleaky' ? 'leaky' : name;
}

/** darknet has no mish and no swish but behind convolutions and shortcuts. */
export const PLAIN_ACTIVATIONS = ACTIVATIONS.filter((name) => name !== 'mish' && name !== 'swish');
