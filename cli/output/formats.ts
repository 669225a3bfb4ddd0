/** How rows can be printed. Apart from the printing, so that the command line need not load that to start. */
export const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];
