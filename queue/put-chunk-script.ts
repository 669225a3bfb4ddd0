import { FINDS_ROOM } from './room-script.ts';

/**
 * Puts a chunk whose pixels have come, or lie in a file, on the frames queue: payload, count of bytes, job and the run's generation,
 * all or nothing.
 *
 * | KEYS | what has come, payload, payloadSizes, payloadTotal, generation of the run, job on the frames queue, job on the results queue, the line and the sizes of those that wait for room, payloadFiles, then those of `addJob` |
 * | ARGV | chunkId, generation, its time to live in seconds, budget in bytes, runId, path of the file, or nothing, and its size in bytes, then those of `addJob` |
 *
 * Redis refuses a script for want of memory at its first write only, so what has begun ends. What is counted is the memory that
 * payload and job take, a third more than the pixels of a small chunk; where that may not be asked for, the pixels, as in a file.
 *
 * @param addJob - a script of BullMQ's that adds a job
 * @returns Lua that returns `stale`: a later generation of the run is under way; `present`: the chunk waits already; `full`: it
 *   finds no room (`findsRoom`), and has its place in line; nothing else was written in these cases, and what has come is deleted, but for
 *   a file. `gone`: no pixels have come, and nothing was written. Else `queued`, also where it waits already with this very file: the
 *   script was sent again.
 */
export function putChunkScript(addJob: string): string {
  return `
${FINDS_ROOM}
local function addJob(KEYS, ARGV)
${addJob}
end

local function bytesOf(key, otherwise)
  local bytes = redis.pcall('MEMORY', 'USAGE', key)
  return type(bytes) == 'number' and bytes or otherwise
end

local function leave(outcome)
  redis.call('DEL', KEYS[1])
  return outcome
end

local generation = tonumber(redis.call('GET', KEYS[5]) or '0')
if generation > tonumber(ARGV[2]) then return leave('stale') end
local path = ARGV[6]
local isFile = path ~= ''
if redis.call('EXISTS', KEYS[6], KEYS[7]) > 0 then
  if isFile and redis.call('HGET', KEYS[10], ARGV[1]) == path then return 'queued' end
  return leave('present')
end
if not isFile and redis.call('EXISTS', KEYS[1]) == 0 then return 'gone' end
local total = tonumber(redis.call('GET', KEYS[4]) or '0')
local before = tonumber(redis.call('HGET', KEYS[3], ARGV[1]) or '0')
local size = isFile and tonumber(ARGV[7]) or redis.call('STRLEN', KEYS[1])
local waiting = total - before
if not findsRoom(KEYS[8], KEYS[9], ARGV[5], size, waiting, tonumber(ARGV[4])) then return leave('full') end
redis.call('SET', KEYS[5], ARGV[2], 'EX', ARGV[3])
if isFile then
  redis.call('HSET', KEYS[10], ARGV[1], path)
  redis.call('DEL', KEYS[2])
else
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('PERSIST', KEYS[2])
  redis.call('HDEL', KEYS[10], ARGV[1])
end
if redis.call('ZREM', KEYS[8], ARGV[5]) > 0 then redis.call('HDEL', KEYS[9], ARGV[5]) end
addJob({ unpack(KEYS, 11) }, { unpack(ARGV, 8) })
local taken = (isFile and size or bytesOf(KEYS[2], size)) + bytesOf(KEYS[6], 0)
redis.call('HSET', KEYS[3], ARGV[1], taken)
redis.call('SET', KEYS[4], string.format('%d', waiting + taken))
return 'queued'
`;
}

export type PutOutcome = 'queued' | 'present' | 'full' | 'stale';
