/** Other names that darknet takes for a section. @see AlexeyAB/darknet, parser.c, string_to_layer_type */
const ALIASES: Readonly<Record<string, string>> = {
  network: 'net',
  conv: 'convolutional',
  max: 'maxpool',
  local_avg: 'local_avgpool',
  avg: 'avgpool',
  silence: 'empty',
  conn: 'connected',
  lrn: 'normalization',
  soft: 'softmax',
};

/** Layers of darknet that are of no use in a detector, or need what a graph without memory cannot do. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  ...['region', 'detection', 'Gaussian_yolo', 'contrastive', 'cost', 'softmax', 'crop', 'connected', 'local'],
  ...['normalization', 'implicit', 'rnn', 'crnn', 'gru', 'lstm', 'conv_lstm', 'history'],
]);

/** The name under which a section is known here. */
export function sectionName(name: string): string {
  return ALIASES[name] ?? name;
}

/** Whether darknet knows a section that is not supported here. */
export function isUnsupported(name: string): boolean {
  return UNSUPPORTED.has(sectionName(name));
}
