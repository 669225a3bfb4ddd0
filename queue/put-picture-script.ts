/**
 * Puts a picture on the pictures queue, bytes and job, all or nothing. What it writes, and what BullMQ keeps of the queue, expires:
 * nothing stays where nobody takes it.
 *
 * | KEYS | picture, job on the pictures queue, then those of `addJob` |
 * | ARGV | picture, its time to live in ms, the queue's time to live in ms, then those of `addJob` |
 *
 * The queue as a whole may expire: it lives on with every picture that is put, and far longer than any of them is waited for.
 *
 * @param addJob - a script of BullMQ's that adds a job
 */
export function putPictureScript(addJob: string): string {
  return `
local function addJob(KEYS, ARGV)
${addJob}
end

redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
addJob({ unpack(KEYS, 3) }, { unpack(ARGV, 4) })
for i = 2, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
return 'queued'
`;
}
