// Files that ONNX Runtime or other tools wrote are edited field by field, since protobufjs drops the fields that its schema does not know:
// a file that was decoded and encoded again would lose what is not named in our part of ONNX's schema.

import { protobuf } from './onnx-schema.ts';

/** A field of a message as it stands in a file. */
export interface MessageField {
  /** Number of the field. */
  readonly id: number;
  /** With its tag. */
  readonly raw: Uint8Array;
  /** Of a field with a length of its own: text, bytes, a message; else empty. */
  readonly body: Uint8Array;
}

/** The fields of a message, in order, as views of its bytes; none needs to be understood. */
export function fieldsOf(message: Uint8Array): MessageField[] {
  const reader = protobuf.Reader.create(message);
  const fields: MessageField[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const hasLength = (tag & 7) === 2;
    const body = hasLength ? reader.bytes() : message.subarray(0, 0);
    if (!hasLength) reader.skipType(tag & 7);
    fields.push({ id: tag >>> 3, raw: message.subarray(start, reader.pos), body });
  }
  return fields;
}

/** The tag and the length that stand before a field's body. */
export function fieldHead(id: number, length: number): Uint8Array {
  return new protobuf.Writer()
    .uint32((id << 3) | 2)
    .uint32(length)
    .finish();
}

/** A field with a length of its own, as it stands in a file. */
export function framed(id: number, body: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([fieldHead(id, body.byteLength), body]));
}

/** The first field of a number; empty where there is none. */
export function bodyOf(message: Uint8Array, id: number): Uint8Array {
  return fieldsOf(message).find((field) => field.id === id)?.body ?? message.subarray(0, 0);
}
