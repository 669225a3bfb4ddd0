/** Counts up with every change of the tables. */
export const LAKE_SCHEMA = 2;

/** A column of a table of the lake. */
export interface LakeColumn {
  readonly name: string;
  /** As DuckDB has it. */
  readonly type: string;
  /** Where it comes from in the store's views; `null`: it is known once rows are gathered. */
  readonly from: string | null;
  /** Where it comes from among the gathered rows. */
  readonly gathered: string;
}

/** A table of the lake: rows of the store's views, under the same names. */
export interface LakeTable {
  readonly name: string;
  /** Views that are read. */
  readonly views: readonly string[];
  /** Views as they stand behind FROM; `row` has the run's id. */
  readonly from: string;
  readonly columns: readonly LakeColumn[];
  /** The order of rows in a file. */
  readonly order: string;
  /** Whether a row lies under its own day; else under that of its run's first frame. */
  readonly isOfFrames: boolean;
}

/** In the order in which the files of a run appear: once that of `runs` is there, all are. */
export const LAKE_TABLES: readonly LakeTable[] = [
  {
    ...ofView('frames', 'frame_index'),
    isOfFrames: true,
    columns: columns({
      run_id: 'VARCHAR',
      frame_index: 'INTEGER',
      pts_seconds: 'DOUBLE',
      captured_at: 'TIMESTAMP',
      detections: 'INTEGER',
      width: 'INTEGER',
      height: 'INTEGER',
      carried_from: 'INTEGER',
    }),
  },
  {
    ...ofView('detections', 'frame_index, confidence DESC, class_id, x1, y1, x2, y2'),
    isOfFrames: true,
    columns: [
      ...columns({ run_id: 'VARCHAR', frame_index: 'INTEGER', pts_seconds: 'DOUBLE' }),
      ofFrame('captured_at', 'TIMESTAMP', 'captured_at'),
      ...columns({ class_id: 'INTEGER', label: 'VARCHAR', confidence: 'FLOAT' }),
      ...columns({ x1: 'FLOAT', y1: 'FLOAT', x2: 'FLOAT', y2: 'FLOAT' }),
      ofFrame('frame_width', 'INTEGER', 'width'),
      ofFrame('frame_height', 'INTEGER', 'height'),
      ofFrame('carried_from', 'INTEGER', 'carried_from'),
    ],
  },
  {
    ...ofView('chunks', 'chunk_index, first_frame_index'),
    isOfFrames: false,
    columns: columns({
      run_id: 'VARCHAR',
      chunk_index: 'INTEGER',
      first_frame_index: 'INTEGER',
      frame_count: 'INTEGER',
      first_pts_seconds: 'DOUBLE',
      last_pts_seconds: 'DOUBLE',
      state: 'VARCHAR',
      error: 'VARCHAR',
      worker_id: 'VARCHAR',
      inference_ms: 'DOUBLE',
      attempts: 'INTEGER',
      stored_at: 'TIMESTAMP',
    }),
  },
  {
    ...ofView('camera_gaps', 'from_at'),
    isOfFrames: false,
    columns: columns({
      run_id: 'VARCHAR',
      from_at: 'TIMESTAMP',
      to_at: 'TIMESTAMP',
      from_seconds: 'DOUBLE',
      to_seconds: 'DOUBLE',
      reason: 'VARCHAR',
    }),
  },
  {
    ...ofView('runs', 'run_id'),
    isOfFrames: false,
    views: ['runs', 'videos', 'models'],
    from: 'runs row JOIN videos v USING (video_id) LEFT JOIN models m USING (model_sha256)',
    columns: [
      ...columns({ run_id: 'VARCHAR', uri: 'VARCHAR' }),
      ...columns({ name: 'VARCHAR', is_camera: 'BOOLEAN', width: 'INTEGER', height: 'INTEGER' }, 'v'),
      ...columns({ fps: 'DOUBLE', duration_seconds: 'DOUBLE', frame_count: 'INTEGER' }, 'v'),
      ...columns({ recorded_at: 'TIMESTAMP' }),
      ...columns({ recorded_at_source: 'VARCHAR' }, 'v'),
      ...columns({ model_id: 'VARCHAR', model_sha256: 'VARCHAR' }),
      ...columns({ labels: 'VARCHAR[]', precision: 'VARCHAR' }, 'm'),
      ...columns({ settings: 'VARCHAR', generation: 'BIGINT', created_at: 'TIMESTAMP', completed_at: 'TIMESTAMP' }),
      ...columns({ sampled_frames: 'INTEGER', stored_frames: 'BIGINT', failed_frames: 'BIGINT' }),
      ...columns({ dropped_frames: 'BIGINT', detections: 'BIGINT', first_pts_seconds: 'DOUBLE' }),
      ...columns({ last_pts_seconds: 'DOUBLE', inference_ms: 'DOUBLE', input_error: 'VARCHAR' }),
      ...columns({ is_end_open: 'BOOLEAN', carried_frames: 'BIGINT' }),
    ],
  },
];

/** Where the rows of a table of one run are gathered. */
export function gatheredName({ name }: Pick<LakeTable, 'name'>): string {
  return `gathered_${name}`;
}

/** The columns that the store is asked for. */
export function askedColumns({ columns }: Pick<LakeTable, 'columns'>): (LakeColumn & { readonly from: string })[] {
  return columns.flatMap(({ from, ...column }) => (from === null ? [] : { ...column, from }));
}

function ofView(name: string, order: string) {
  return { name, views: [name], from: `${name} row`, order };
}

/** @param types - by name, the same as in the view that is called `alias` */
function columns(types: Readonly<Record<string, string>>, alias = 'row'): LakeColumn[] {
  return Object.entries(types).map(([name, type]) => {
    return { name, type, from: `${alias}.${name}`, gathered: `row.${name}` };
  });
}

/** What a detection has of its frame. */
function ofFrame(name: string, type: string, column: string): LakeColumn {
  return { name, type, from: null, gathered: `frame.${column}` };
}
