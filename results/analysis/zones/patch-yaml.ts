import { Document, isAlias, isMap, isNode, isScalar, type Node, parseDocument, visit } from 'yaml';
import type { ZonesPatch } from '../../../shared/zones.ts';

/** Lists of points stand on one line, as people write them. */
const WRITTEN = { lineWidth: 0, flowCollectionPadding: false } as const;

/**
 * A `zones.yaml` with some of it changed (RFC 7396); comments, order and what is not named stay.
 *
 * @param text - that is understood; empty: there is none yet
 */
export function patchYaml(text: string, patch: ZonesPatch): string {
  const document = text.trim() === '' ? new Document({}) : parseDocument(text);
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  merge(document as Document, [], patch);
  return document.toString(WRITTEN);
}

function merge(document: Document, path: readonly unknown[], patch: object): void {
  for (const [key, value] of Object.entries(patch) as [string, unknown][]) {
    if (value === undefined) continue;
    const at = [...path, keyIn(document.getIn(path, true), key)];
    const before = document.getIn(at, true);
    const isMerged = value !== null && !Array.isArray(value) && typeof value === 'object';
    if (isNode(before)) leaveToOthers(document, before, isMerged && isMap(before));
    if (value === null) document.deleteIn(at);
    else if (!isMerged) document.setIn(at, inOneLine(document, value));
    else {
      if (!isMap(before)) document.setIn(at, ownMap(document, before));
      merge(document, at, value);
    }
  }
}

/**
 * Leaves what is going to be changed, or taken away, as it is to whoever shares it: the first who refers to it (`*name`) gets a copy, to
 * which those behind him refer then.
 *
 * @param staysItself - whether it stays, and so does what is in it, unless that is told of too
 */
function leaveToOthers(document: Document, node: Node, staysItself: boolean): void {
  const going = new Set<unknown>();
  visit(node, { Node: (_, one) => void going.add(one) });
  const shared = staysItself ? new Set<unknown>([node]) : going;
  let isShared = false;
  visit(document, {
    Alias(_, alias) {
      const meant = alias.resolve(document);
      if (going.has(alias) || !meant || !shared.has(meant)) return undefined;
      isShared = true;
      return meant.clone() as Node;
    },
  });
  if (isShared && staysItself) delete (node as { anchor?: string }).anchor;
}

/** A map to change: of one that stands elsewhere (`*name`) a copy, of all else an empty one. */
function ownMap(document: Document, node: unknown) {
  const shared = isAlias(node) ? node.resolve(document) : null;
  if (!isMap(shared)) return document.createNode({});
  const copy = shared.clone();
  delete copy.anchor;
  return copy;
}

/** A key as it stands in a map: one that is written as a number is no text there. */
function keyIn(map: unknown, key: string): unknown {
  const items = isMap(map) ? map.items : [];
  return items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === key)?.key ?? key;
}

function inOneLine(document: Document, value: unknown) {
  return document.createNode(value, { flow: true });
}
