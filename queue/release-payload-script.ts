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
