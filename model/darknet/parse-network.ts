import { ModelError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { type CfgSection, invalid, parseSections } from './cfg-sections.ts';
import { foreignText } from './foreign-file.ts';
import { LAYER_PARSERS } from './layer-parsers.ts';
import type { Layer, Network, YoloLayer } from './network.ts';
import { checkInputSize, checkOutputSize, checkWeightBytes } from './network-limits.ts';
import { isUnsupported, sectionName } from './section-names.ts';
import { SectionOptions } from './section-options.ts';

/**
 * The network that a darknet cfg defines.
 *
 * @param file - how messages call the text
 * @param size - the input's size instead of the cfg's own; the weights stay the same
 * @throws {ModelError} `MODEL_INVALID`, by name and line, for a section, option, value or activation that is not understood,
 *   for layers that do not fit together, or are too large, and for a text that ends too early
 */
export function parseNetwork(text: string, file: string, size: Size | null = null): Network {
  const foreign = foreignText(text);
  if (foreign) {
    throw new ModelError('MODEL_INVALID', `Expected \`${file}\` to be a darknet network definition, got ${foreign}.`);
  }
  const [first, ...rest] = parseSections(text, file);
  if (!first) throw invalid(file, 1, 'a darknet network definition', 'an empty text');
  if (sectionName(first.name) !== 'net') {
    throw invalid(file, first.line, 'the first section to be [net]', `[${first.name}]`);
  }
  const net = parseNet(optionsOf(first, file), size);
  const layers: Layer[] = [];
  for (const section of rest) {
    const options = optionsOf(section, file);
    const parse = LAYER_PARSERS[options.section.name];
    if (!parse) throw unknownSection(section, file);
    const layer = parse(options, { image: net.input, layers });
    options.refuseUnknown();
    checkOutputSize(layer, file);
    layers.push(layer);
  }
  const network = { ...net, layers, yoloLayers: checkedHeads(layers, file, first.line) };
  checkWeightBytes(network, file, first.line);
  return network;
}

function optionsOf(section: CfgSection, file: string): SectionOptions {
  return new SectionOptions({ ...section, name: sectionName(section.name) }, file);
}

function unknownSection({ name, line }: CfgSection, file: string): ModelError {
  const known = Object.keys(LAYER_PARSERS).map((section) => `[${section}]`);
  const which = isUnsupported(name) ? "of darknet's sections one that framefleet can run" : 'a section';
  return invalid(file, line, `${which} among ${known.join(', ')}`, `[${name}]`);
}

function parseNet(options: SectionOptions, size: Size | null): Pick<Network, 'input' | 'letterbox'> {
  const width = options.integer('width', { min: 1 });
  const height = options.integer('height', { min: 1 });
  const channels = options.integer('channels', { min: 3, max: 3, fallback: 3 });
  const letterbox = options.flag('letter_box');
  options.refuseUnknown();
  const input = { channels, width: size?.width ?? width, height: size?.height ?? height };
  checkInputSize(input, options.file, options.section.line);
  return { input, letterbox };
}

function checkedHeads(layers: readonly Layer[], file: string, netLine: number): YoloLayer[] {
  const heads = layers.filter((layer) => layer.kind === 'yolo');
  const last = layers.at(-1);
  const line = last?.line ?? netLine;
  if (last?.kind !== 'yolo') {
    throw invalid(file, line, 'a [yolo] section at the end (is the file cut?)', last ? `[${last.kind}]` : 'nothing');
  }
  for (const head of heads) {
    if (head.classes !== last.classes) {
      throw invalid(file, head.line, `\`classes\` to be ${last.classes} as in line ${line}`, `${head.classes}`);
    }
    if (head.nonMaxSuppression !== last.nonMaxSuppression) {
      throw invalid(file, head.line, `the same \`nms_kind\` as in line ${line}`, head.nonMaxSuppression);
    }
  }
  return heads;
}
