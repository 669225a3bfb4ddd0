/** Operators that work value by value and may get zeros in, so that any layout is right. */
export const ELEMENTWISE: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Neg', 'Softsign', 'Softplus', 'Sigmoid', 'HardSigmoid', 'Tanh'],
  ...['Relu', 'LeakyRelu', 'Clip', 'QuickGelu'],
]);
