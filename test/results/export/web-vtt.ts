import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

export interface WebVttCue {
  readonly startTime: number;
  readonly endTime: number;
  /** As it is shown. */
  readonly text: string;
}

interface Node {
  readonly value?: string;
  readonly children?: readonly Node[];
}

interface Parser {
  parse(
    text: string,
    kind: 'captions',
  ): {
    readonly cues: readonly { readonly startTime: number; readonly endTime: number; readonly tree: Node }[];
    readonly errors: readonly { readonly message: string; readonly line: number }[];
  };
}

// it has no types
const require = createRequire(import.meta.url);
const { WebVTTParser } = require('webvtt-parser') as { WebVTTParser: new (entities: unknown) => Parser };
const entities: unknown = require('webvtt-parser/html-entities.json');

/** Cues as W3C's parser reads them; a fault fails the test. */
export function parseWebVtt(text: string): WebVttCue[] {
  const { cues, errors } = new WebVTTParser(entities).parse(text, 'captions');
  assert.deepEqual(errors, []);
  return cues.map(({ startTime, endTime, tree }) => ({ startTime, endTime, text: textOf(tree) }));
}

function textOf({ value, children }: Node): string {
  return (value ?? '') + (children ?? []).map(textOf).join('');
}
