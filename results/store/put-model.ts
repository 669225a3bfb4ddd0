import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import type { ModelFacts } from '../../shared/run.ts';

/** Keeps what a run says of its model, in place of what was known of it: it may have another name by now. */
export async function putModel(connection: DuckDBConnection, model: ModelFacts): Promise<void> {
  const { modelId, modelSha256, labels, width, height, precision } = model;
  await connection.run('DELETE FROM models WHERE model_sha256 = $modelSha256', { modelSha256 });
  await connection.run('INSERT INTO models VALUES ($modelSha256, $modelId, $labels, $width, $height, $precision)', {
    ...{ modelSha256, modelId, width, height, precision },
    labels: listValue([...labels]),
  });
}
