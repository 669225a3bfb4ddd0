/**
 * Deletes payloads of chunks that no job refers to, and sets the count of waiting bytes right.
 *
 * | KEYS | payloadSizes, payloadTotal, payloadFiles, then for each chunk its payload and its job on the frames queue |
 * | ARGV | chunk ids |
 *
 * Deletions come first: a Redis that is full takes them, and then what follows in the same script.
 *
 * @returns how many payloads were deleted, and by how many bytes the count was wrong
 */
export const SWEEP_PAYLOADS_SCRIPT = `
local swept = 0
for i, chunkId in ipairs(ARGV) do
  if redis.call('EXISTS', KEYS[2 * i + 3]) == 0 then
    redis.call('DEL', KEYS[2 * i + 2])
    redis.call('HDEL', KEYS[1], chunkId)
    redis.call('HDEL', KEYS[3], chunkId)
    swept = swept + 1
  end
end
local sum = 0
for _, size in ipairs(redis.call('HVALS', KEYS[1])) do sum = sum + tonumber(size) end
local total = tonumber(redis.call('GET', KEYS[2]) or '0')
if total ~= sum then redis.call('SET', KEYS[2], string.format('%d', sum)) end
return { swept, total - sum }
`;
