/** The form without activations that a form is compared with: by a form's name, that form's. */
export const FLOORS: Readonly<Partial<Record<string, string>>> = {
  'one-sigmoid': 'straight-convolutions',
  nchwc: 'straight-convolutions',
  softsign: 'straight-convolutions',
  fp32: 'fp32-convolutions',
  int8: 'int8-convolutions',
  'gpu-1': 'gpu-1-convolutions',
  'gpu-4': 'gpu-4-convolutions',
  'gpu-8': 'gpu-8-convolutions',
};
