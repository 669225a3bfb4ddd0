import { messageOf } from '../../shared/errors.ts';
import type { OptimizerReply, OptimizerTask } from './run-optimizer.ts';
import { writeVerifiedGraph } from './verified-graph.ts';

// The body of a process that makes one optimised graph.

process.once('disconnect', () => process.exit(1));
const { graphPath, folder, size } = JSON.parse(process.argv[2]!) as OptimizerTask;
const reply: OptimizerReply = await writeVerifiedGraph(graphPath, folder, size).then(
  (verified) => ({ verified }),
  (error: unknown) => ({ error: messageOf(error) }),
);
process.send!(reply, () => process.disconnect());
