import { type Job, type JobJson, Worker } from 'bullmq';

/**
 * A BullMQ worker that also hands out messages that are not JSON, as texts, so that they can be refused like any other that is
 * wrong. BullMQ's own stumbles over one whenever it is due, and leaves it on the queue for ever.
 */
export class LenientWorker<Data> extends Worker<Data> {
  protected override createJob(message: JobJson, jobId: string): Job<Data> {
    return super.createJob(isJson(message.data) ? message : { ...message, data: JSON.stringify(message.data) }, jobId);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text || '{}');
    return true;
  } catch {
    return false;
  }
}
