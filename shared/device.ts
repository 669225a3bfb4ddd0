/** What computes a model: the CPU's cores, or a GPU that WebGPU reaches. Answers are the same but for rounding. */
export const DEVICES = ['cpu', 'gpu'] as const;
export type Device = (typeof DEVICES)[number];
