import type { ActivationNode } from '../ir/graph.ts';

/** The function of one number that an activation is. @see AlexeyAB/darknet, activations.h */
export function activationFunction(activation: ActivationNode['activation']): (x: number) => number {
  switch (activation) {
    case 'leaky':
      return (x) => (x > 0 ? x : 0.1 * x);
    case 'relu':
      return (x) => Math.max(0, x);
    case 'relu6':
      return (x) => Math.min(6, Math.max(0, x));
    case 'logistic':
      return sigmoid;
    case 'tanh':
      return Math.tanh;
    case 'swish':
      return (x) => x * sigmoid(x);
    case 'mish':
      return (x) => x * Math.tanh(x > 20 ? x : Math.log1p(Math.exp(x)));
  }
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
