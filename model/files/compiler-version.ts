/** To be raised whenever the same cfg and weights give another graph: files of an older version are then compiled anew. */
export const COMPILER_VERSION = 5;
