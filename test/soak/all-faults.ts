import type { Fault } from './fault.ts';
import { beginAnew } from './faults/begin-anew.ts';
import { blockRedis } from './faults/block-redis.ts';
import { breakOffDownload } from './faults/break-off-download.ts';
import { cutConnections } from './faults/cut-connections.ts';
import { cutPayload } from './faults/cut-payload.ts';
import { deletePayloadFolder } from './faults/delete-payload-folder.ts';
import { deletePayloads } from './faults/delete-payloads.ts';
import { fillDisk } from './faults/fill-disk.ts';
import { fillRedis } from './faults/fill-redis.ts';
import { flushRedis } from './faults/flush-redis.ts';
import { type Forgery, forgedResult } from './faults/forged-result.ts';
import { freezeProcess } from './faults/freeze-process.ts';
import { holdNetwork } from './faults/hold-network.ts';
import { killClients } from './faults/kill-clients.ts';
import { pauseClients } from './faults/pause-clients.ts';
import { refuseConnections } from './faults/refuse-connections.ts';
import { secondProducer } from './faults/second-producer.ts';
import { signalProcess } from './faults/signal-process.ts';
import { slowEverything } from './faults/slow-everything.ts';
import { unreadableMessage } from './faults/unreadable-message.ts';
import { wrongMessage } from './faults/wrong-message.ts';
import type { Role, Stage } from './stage.ts';
import type { VideoServer } from './video-server.ts';

const QUEUES = ['frames', 'results'] as const;
const FORGERIES: readonly Forgery[] = ['of before', 'beyond the end', 'without numbers'];
const ROLES: readonly Role[] = ['command', 'worker', 'service', 'redis', 'ffmpeg'];

/**
 * Every fault that a set-up can be struck with.
 *
 * @param ownDisk - the folder of the store, where it is a disk of the soak's own
 */
export function allFaults({ isFleet }: Stage, server: VideoServer, ownDisk: string | null): Fault[] {
  return [
    ...ROLES.map((role) => signalProcess('SIGKILL', role)),
    ...ROLES.map((role) => signalProcess('SIGTERM', role)),
    signalProcess('SIGABRT', 'worker'),
    ...ROLES.map(freezeProcess),
    ...[signalProcess('SIGKILL', 'camera'), freezeProcess('camera')],
    ...[slowEverything, flushRedis, killClients, pauseClients, fillRedis, deletePayloads, cutPayload],
    ...QUEUES.flatMap((queue) => [wrongMessage(queue), unreadableMessage(queue)]),
    ...FORGERIES.map(forgedResult),
    ...[beginAnew, secondProducer(null), secondProducer('--force'), breakOffDownload(server)],
    ...(isFleet ? [blockRedis, cutConnections, refuseConnections, holdNetwork] : [deletePayloadFolder]),
    ...(ownDisk === null ? [] : [fillDisk(ownDisk)]),
  ];
}
