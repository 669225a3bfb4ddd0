/**
 * Puts a chunk on the frames queue: payload, count of bytes, job and the run's generation, all or nothing.
 *
 * | KEYS | payload, payloadSizes, payloadTotal, generation of the run, job on the frames queue, job on the results queue, then those of `addJob` |
 * | ARGV | chunkId, generation, its time to live in seconds, budget in bytes, payload, then those of `addJob` |
 *
 * Redis refuses a script for want of memory at its first write only, so what has begun ends.
 *
 * @param addJob - a script of BullMQ's that adds a job
 * @returns Lua that returns `stale`: a later generation of the run is under way; `present`: the chunk waits already; `full`: it
 *   would pass the budget; nothing was written in these cases. Else `queued`. A payload is let in when nothing waits, even
 *   one that is larger than the budget.
 */
export function putChunkScript(addJob: string): string {
  return `
local function addJob(KEYS, ARGV)
${addJob}
end

local generation = tonumber(redis.call('GET', KEYS[4]) or '0')
if generation > tonumber(ARGV[2]) then return 'stale' end
if redis.call('EXISTS', KEYS[5], KEYS[6]) > 0 then return 'present' end
local total = tonumber(redis.call('GET', KEYS[3]) or '0')
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
local size = #ARGV[5]
local waiting = total - before
if waiting > 0 and waiting + size > tonumber(ARGV[4]) then return 'full' end
redis.call('SET', KEYS[1], ARGV[5])
redis.call('HSET', KEYS[2], ARGV[1], size)
redis.call('SET', KEYS[3], string.format('%d', waiting + size))
redis.call('SET', KEYS[4], ARGV[2], 'EX', ARGV[3])
addJob({ unpack(KEYS, 7) }, { unpack(ARGV, 6) })
return 'queued'
`;
}

export type PutOutcome = 'queued' | 'present' | 'full' | 'stale';
