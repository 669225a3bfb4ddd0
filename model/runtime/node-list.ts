import type { AttributeValue } from '../onnx/messages.ts';
import { constantNode, type EditedNode, newNode } from '../onnx/onnx-graph-editor.ts';

/** New nodes in order; what is added is named after the value that it makes. */
export class NodeList {
  readonly nodes: EditedNode[] = [];

  /** @returns the value's name */
  add(
    output: string,
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    domain: string = '',
  ): string {
    this.nodes.push(newNode(opType, inputs, output, attributes, domain));
    return output;
  }

  /** A constant of one dimension: integers, or floats in an array of their own kind. */
  constant(output: string, values: readonly number[] | Float32Array): string {
    this.nodes.push(constantNode(output, values));
    return output;
  }

  reshape(output: string, value: string, dims: readonly number[]): string {
    return this.add(output, 'Reshape', [value, this.constant(`${output}_dims`, dims)]);
  }

  matrix(output: string, rows: readonly (readonly number[])[]): string {
    const values = this.constant(`${output}_values`, Float32Array.from(rows.flat()));
    return this.reshape(output, values, [rows.length, rows[0]?.length ?? 0]);
  }
}
