/**
 * Redis scripts that keep the payloads and the count of their bytes in step. Producer and worker run the same texts.
 *
 * All keys of a call carry one hash tag (`queueNames`), so that the scripts run on a Cluster too.
 */

/**
 * Stores a payload within the budget of waiting bytes.
 *
 * | KEYS | payload, payloadSizes, payloadTotal, job on the frames queue, job on the results queue |
 * | ARGV | chunkId, budget in bytes, payload |
 *
 * @returns `present`: the chunk waits already and nothing was written; `full`: it would pass the budget and nothing was
 *   written; `kept`: it is stored and counted (once, also when it was stored before). A payload is let in when nothing
 *   waits, even one that is larger than the budget.
 */
export const KEEP_PAYLOAD_SCRIPT = `
if redis.call('EXISTS', KEYS[4], KEYS[5]) > 0 then return 'present' end
local total = tonumber(redis.call('GET', KEYS[3]) or '0')
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
local size = #ARGV[3]
local waiting = total - before
if waiting > 0 and waiting + size > tonumber(ARGV[2]) then return 'full' end
redis.call('SET', KEYS[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], size)
redis.call('SET', KEYS[3], string.format('%d', waiting + size))
return 'kept'
`;
export const KEEP_PAYLOAD_KEYS = 5;

/**
 * Deletes a payload and gives its bytes back to the budget; does nothing the second time.
 *
 * | KEYS | payload, payloadSizes, payloadTotal |
 * | ARGV | chunkId |
 *
 * @returns the bytes given back
 */
export const RELEASE_PAYLOAD_SCRIPT = `
local size = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
redis.call('DEL', KEYS[1])
if size > 0 then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('DECRBY', KEYS[3], string.format('%d', size))
end
return size
`;
export const RELEASE_PAYLOAD_KEYS = 3;
