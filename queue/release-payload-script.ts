/**
 * Deletes a payload and gives its bytes back to the budget; does nothing the second time.
 *
 * | KEYS | payload, payloadSizes, payloadTotal, payloadFiles |
 * | ARGV | chunkId |
 *
 * @returns the path of the file in which it lies, for the caller to delete; else nothing
 */
export const RELEASE_PAYLOAD_SCRIPT = `
local size = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
redis.call('DEL', KEYS[1])
if size > 0 then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('DECRBY', KEYS[3], string.format('%d', size))
end
local path = redis.call('HGET', KEYS[4], ARGV[1])
if path then redis.call('HDEL', KEYS[4], ARGV[1]) end
return path
`;
export const RELEASE_PAYLOAD_KEYS = 4;
