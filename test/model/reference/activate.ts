const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  leaky: (x) => (x > 0 ? x : 0.1 * x),
  relu: (x) => (x > 0 ? x : 0),
  logistic: (x) => 1 / (1 + Math.exp(-x)),
  swish: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
};

/** Applies an activation of darknet in place. */
export function activate(values: Float64Array, name: string): void {
  const activation = FUNCTIONS[name];
  if (!activation) throw new Error(`no activation ${name}`);
  if (name === 'linear') return;
  for (let i = 0; i < values.length; i++) values[i] = activation(values[i]!);
}
