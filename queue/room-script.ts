/** Who has not asked for so long waits no more. */
const KEEPS_PLACE_MS = 2_000;

/**
 * Lua that defines `findsRoom`: whether a payload fits in the budget, and with it those that were refused before and still wait.
 *
 * What is refused keeps its place in line, by run, until it is let in or its producer has not asked for a while. So runs are let in
 * by turns where room is scarce, a large payload is not passed over for ever by small ones, and where there is room for all nobody waits for
 * anybody. A payload is let in when nothing waits in Redis, even one that is larger than the budget.
 */
export const FINDS_ROOM = `
local function findsRoom(turnsKey, sizesKey, run, size, waiting, budget)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local ahead = 0
  for _, other in ipairs(redis.call('ZRANGE', turnsKey, 0, -1)) do
    if other == run then break end
    local bytes, askedAt = string.match(redis.call('HGET', sizesKey, other) or '', '^(%d+) (%d+)$')
    if askedAt and now - tonumber(askedAt) <= ${KEEPS_PLACE_MS} then
      ahead = ahead + tonumber(bytes)
    else
      redis.call('ZREM', turnsKey, other)
      redis.call('HDEL', sizesKey, other)
    end
  end
  if (waiting <= 0 and ahead == 0) or waiting + ahead + size <= budget then return true end
  redis.call('ZADD', turnsKey, 'NX', now, run)
  redis.call('HSET', sizesKey, run, string.format('%d %d', size, now))
  redis.call('PEXPIRE', turnsKey, 10000)
  redis.call('PEXPIRE', sizesKey, 10000)
  return false
end
`;

/**
 * Asks whether it is worth sending the bytes of a payload; the script that puts it decides.
 *
 * | KEYS | payloadTotal, the line and the sizes of those that wait for room |
 * | ARGV | runId, size of the payload, budget in bytes |
 *
 * @returns Lua that returns 1 or 0
 */
export const ASK_ROOM_SCRIPT = `
${FINDS_ROOM}
local waiting = tonumber(redis.call('GET', KEYS[1]) or '0')
local hasRoom = findsRoom(KEYS[2], KEYS[3], ARGV[1], tonumber(ARGV[2]), waiting, tonumber(ARGV[3]))
return hasRoom and 1 or 0
`;
export const ASK_ROOM_KEYS = 3;
