import type { ModelManifest, YoloHead } from '../../shared/model-manifest.ts';
import type { ModelReference } from '../../shared/run.ts';
import type { Network, YoloLayer } from '../darknet/network.ts';
import { GRAPH_FILE } from '../files/stored-model.ts';
import type { Graph } from '../ir/graph.ts';
import { INPUT_NAME } from '../onnx/onnx-nodes.ts';

/** The manifest of a darknet network and the graph that it was compiled to. */
export function darknetManifest(
  network: Network,
  graph: Graph,
  reference: ModelReference,
  labels: readonly string[],
): ModelManifest {
  const { width, height } = network.input;
  return {
    formatVersion: 1,
    ...reference,
    graph: GRAPH_FILE,
    input: { name: INPUT_NAME, width, height, type: 'uint8', maxBatch: null, sizeStep: sizeStepOf(network) },
    resize: network.letterbox ? 'letterbox' : 'stretch',
    heads: network.yoloLayers.map((layer, index) => headOf(layer, graph.outputs[index]!)),
    nonMaxSuppression: network.yoloLayers[0]!.nonMaxSuppression,
    labels: [...labels],
  };
}

function headOf(layer: YoloLayer, output: string): YoloHead {
  return {
    output,
    anchors: layer.anchors.map(([width, height]) => [width, height]),
    scaleXY: layer.scaleXY,
    newCoords: layer.newCoords,
    layout: 'nchw',
  };
}

/** Pixels of the coarsest grid's cells; darknet asks for multiples of 32 at least. */
function sizeStepOf({ input, yoloLayers }: Network): number {
  return Math.max(32, ...yoloLayers.map(({ output }) => Math.ceil(input.width / output.width)));
}
