import type { ActivationNode, ElementwiseNode, Graph } from './graph.ts';

/** How mish is written: as the usual exports do, or with one sigmoid (exact too, and more than twice as fast on CPUs). */
export type MishForm = 'naive' | 'sigmoid';

/** One operator of a list; `x` is what enters the list, `1` the first step's result, a number a constant. */
export type Step = readonly [
  operator: ElementwiseNode['operator'],
  inputs: readonly (string | number)[],
  attributes?: Readonly<Record<string, number>>,
];

/** Pass: every activation becomes ONNX's own operators. */
export function expandActivations(mish: MishForm): (graph: Graph) => Graph {
  return (graph) => ({
    ...graph,
    nodes: graph.nodes.flatMap((node) =>
      node.op === 'activation' ? expandedSteps(node, stepsOf(node, mish)) : [node],
    ),
  });
}

function stepsOf(node: ActivationNode, mish: MishForm): readonly Step[] {
  switch (node.activation) {
    case 'leaky':
      return [['LeakyRelu', ['x'], { alpha: 0.1 }]];
    case 'relu':
      return [['Relu', ['x']]];
    case 'relu6':
      return [['Clip', ['x', 0, 6]]];
    case 'logistic':
      return [['Sigmoid', ['x']]];
    case 'tanh':
      return [['Tanh', ['x']]];
    case 'swish':
      return [
        ['Sigmoid', ['x']],
        ['Mul', ['x', '1']],
      ];
    case 'mish':
      return MISH[mish];
  }
}

/** tanh(softplus(x)) = 2 / (1 + σ(−x)²) − 1. */
const MISH: Readonly<Record<MishForm, readonly Step[]>> = {
  naive: [
    ['Softplus', ['x']],
    ['Tanh', ['1']],
    ['Mul', ['x', '2']],
  ],
  sigmoid: [
    ['Neg', ['x']],
    ['Sigmoid', ['1']],
    ['Mul', ['2', '2']],
    ['Add', ['3', 1]],
    ['Div', [2, '4']],
    ['Sub', ['5', 1]],
    ['Mul', ['x', '6']],
  ],
};

/** The steps in the place of an activation. */
export function expandedSteps(node: ActivationNode, steps: readonly Step[]): ElementwiseNode[] {
  const stepValue = (step: number) => (step === steps.length ? node.output : `${node.output}_${step}`);
  return steps.map(([operator, inputs, attributes = {}], index) => ({
    op: 'elementwise',
    operator,
    inputs: inputs.map((input) => {
      if (typeof input === 'number') return input;
      return input === 'x' ? node.input : stepValue(Number(input));
    }),
    attributes,
    output: stepValue(index + 1),
    shape: node.shape,
  }));
}
