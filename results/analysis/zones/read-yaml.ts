import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** A YAML text, its value, and where things stand in it. */
export interface YamlText {
  readonly value: unknown;
  /** From 1; of the nearest thing above where there is none at the path. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** A YAML text that is not understood; the message names line and key of each fault. */
export class YamlFault extends Error {}

/** @throws {YamlFault} where it is no YAML */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${message}`);
    throw new YamlFault(faults.join('; '));
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  return { value: document.toJS(), lineOf };
}

/** The faults that a schema found in a YAML text. */
export function yamlFault(yaml: YamlText, issues: readonly z.core.$ZodIssue[]): YamlFault {
  const faults = issues.map((issue) => {
    const { path, message } = ofKey(issue);
    return `line ${yaml.lineOf(path)}, \`${path.join('.')}\`: ${message}`;
  });
  return new YamlFault([...new Set(faults)].join('; '));
}

/** What is wrong, said of the key where that is at fault. */
function ofKey(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, 'path' | 'message'> {
  if (issue.code === 'unrecognized_keys') return { path: [...issue.path, issue.keys[0]!], message: 'no such key' };
  if (issue.code === 'invalid_key') return { path: issue.path, message: issue.issues[0]?.message ?? issue.message };
  return issue;
}
