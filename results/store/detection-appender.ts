import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBDoubleVector,
  type DuckDBFloatVector,
  type DuckDBIntegerVector,
} from '@duckdb/node-api';
import { StoreError } from '../../shared/errors.ts';
import { NUMBERS, type PackedFrame } from '../../shared/packed-result.ts';
import { ROWS_PER_VECTOR } from './column-appender.ts';

type NumberVector = DuckDBIntegerVector | DuckDBDoubleVector | DuckDBFloatVector;

const TYPES = 'INTEGER, INTEGER, DOUBLE, INTEGER, INTEGER, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT';
const COLUMN_COUNT = 10;

/**
 * Adds rows to the table of detections, which are nearly all that is stored: each value goes straight to its place in a vector of
 * DuckDB's. `ColumnAppender` does it for any table, and takes several times as long.
 */
export class DetectionAppender {
  readonly #appender: DuckDBAppender;
  /** Filled again and again: DuckDB copies what is appended. */
  readonly #chunk: DuckDBDataChunk;
  readonly #runNo: DuckDBIntegerVector;
  readonly #frameIndex: DuckDBIntegerVector;
  readonly #ptsSeconds: DuckDBDoubleVector;
  readonly #classId: DuckDBIntegerVector;
  readonly #labelNo: DuckDBIntegerVector;
  readonly #confidence: DuckDBFloatVector;
  readonly #x1: DuckDBFloatVector;
  readonly #y1: DuckDBFloatVector;
  readonly #x2: DuckDBFloatVector;
  readonly #y2: DuckDBFloatVector;
  #rowCount = 0;

  private constructor(appender: DuckDBAppender) {
    const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
    if (types.length !== COLUMN_COUNT) throw otherTable(`${COLUMN_COUNT} columns`, `${types.length}`);
    if (types.join(', ') !== TYPES) throw otherTable(`columns of the types ${TYPES}`, types.join(', '));
    const chunk = DuckDBDataChunk.create(types, ROWS_PER_VECTOR);
    this.#appender = appender;
    this.#chunk = chunk;
    this.#runNo = chunk.getColumnVector(0) as DuckDBIntegerVector;
    this.#frameIndex = chunk.getColumnVector(1) as DuckDBIntegerVector;
    this.#ptsSeconds = chunk.getColumnVector(2) as DuckDBDoubleVector;
    this.#classId = chunk.getColumnVector(3) as DuckDBIntegerVector;
    this.#labelNo = chunk.getColumnVector(4) as DuckDBIntegerVector;
    this.#confidence = chunk.getColumnVector(5) as DuckDBFloatVector;
    this.#x1 = chunk.getColumnVector(6) as DuckDBFloatVector;
    this.#y1 = chunk.getColumnVector(7) as DuckDBFloatVector;
    this.#x2 = chunk.getColumnVector(8) as DuckDBFloatVector;
    this.#y2 = chunk.getColumnVector(9) as DuckDBFloatVector;
  }

  /** @throws {StoreError} `STORE_UNWRITABLE` when the table has other columns */
  static async create(connection: DuckDBConnection): Promise<DetectionAppender> {
    return new DetectionAppender(await connection.createAppender('detections'));
  }

  /**
   * @param numbers - of the frame's detections, as in a `PackedResult`
   * @param labelNos - of each, in order
   */
  addFrame(
    runNo: number,
    { frameIndex, ptsSeconds }: PackedFrame,
    numbers: Float64Array,
    labelNos: readonly number[],
  ): void {
    const total = numbers.length / NUMBERS;
    for (let first = 0; first < total; ) {
      const row = this.#rowCount;
      const count = Math.min(total - first, ROWS_PER_VECTOR - row);
      for (let index = 0; index < count; index++) this.#labelNo.setItem(row + index, labelNos[first + index]!);
      fill(this.#runNo, row, count, runNo);
      fill(this.#frameIndex, row, count, frameIndex);
      fill(this.#ptsSeconds, row, count, ptsSeconds);
      const at = first * NUMBERS;
      copy(this.#classId, row, count, numbers, at + 1);
      copy(this.#confidence, row, count, numbers, at + 2);
      copy(this.#x1, row, count, numbers, at + 3);
      copy(this.#y1, row, count, numbers, at + 4);
      copy(this.#x2, row, count, numbers, at + 5);
      copy(this.#y2, row, count, numbers, at + 6);
      first += count;
      this.#rowCount = row + count;
      if (this.#rowCount === ROWS_PER_VECTOR) this.#flush();
    }
  }

  /** Writes what is left and ends the appender; the rows belong to the transaction of its connection. */
  close(): void {
    this.#flush();
    this.#appender.closeSync();
  }

  /** As of `ColumnAppender`. */
  abandon(): void {
    this.#appender.clear();
    this.#rowCount = 0;
  }

  #flush(): void {
    if (this.#rowCount === 0) return;
    for (let index = 0; index < COLUMN_COUNT; index++) this.#chunk.getColumnVector(index).flush();
    if (this.#rowCount < ROWS_PER_VECTOR) this.#chunk.rowCount = this.#rowCount; // the last one
    this.#appender.appendDataChunk(this.#chunk);
    this.#rowCount = 0;
  }
}

// Column by column: where they are set row by row in one loop, V8 makes an object of each number.

function fill(vector: NumberVector, row: number, count: number, value: number): void {
  for (let index = 0; index < count; index++) vector.setItem(row + index, value);
}

/** Every seventh number, from one on. */
function copy(vector: NumberVector, row: number, count: number, numbers: Float64Array, from: number): void {
  for (let index = 0; index < count; index++) vector.setItem(row + index, numbers[from + index * NUMBERS]!);
}

function otherTable(expected: string, got: string): StoreError {
  return new StoreError(
    'STORE_UNWRITABLE',
    `Expected the table \`detections\` to have ${expected}, got ${got}: another program has changed the store.`,
  );
}
