-- Gives events of one topic their places, in their order: the next offsets, or those that their idempotency keys have got before.
-- KEYS: state, stream, and the idempotency keys of those events that have one
-- ARGV: epoch for a new life, max events, max bytes, ms the events stay, ms the position stays, ms a key stays, channel, command that publishes,
--       and for each event: event, stamp, mark: the fingerprint of one with an idempotency key; v and the version of one that is left out when a newer one is there; else ''
local stateKey, stream = KEYS[1], KEYS[2]
local maxEvents, maxBytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('HMGET', stateKey, 'e', 's', 'b')
local epoch, offset, bytes = state[1], tonumber(state[2] or 0), tonumber(state[3] or 0)
local newest

local function begin()
  if not epoch then
    epoch, offset = ARGV[1], 0
    redis.call('DEL', stream)
  end
  -- The events before may have expired, which changes no state: then their bytes are gone, too.
  if redis.call('XLEN', stream) == 0 then bytes = 0 end
end

local function append(event, stamp)
  if not newest then begin() end
  offset, bytes, newest = offset + 1, bytes + #event, stamp
  redis.call('XADD', stream, offset .. '-0', 'd', event)
  redis.call(ARGV[8], ARGV[7], string.char(1, #epoch) .. epoch .. struct.pack('>I8', offset) .. event)
end

local function trim()
  local count = redis.call('XLEN', stream)
  while count > maxEvents or (bytes > maxBytes and count > 1) do
    local oldest = redis.call('XRANGE', stream, '-', '+', 'COUNT', math.max(count - maxEvents, 1))
    for _, entry in ipairs(oldest) do bytes = bytes - #entry[2][2] end
    redis.call('XTRIM', stream, 'MINID', (tonumber(string.match(oldest[#oldest][1], '^%d+')) + 1) .. '-0')
    count = count - #oldest
  end
end

local function before(key, fingerprint)
  local first = redis.call('GET', key)
  if not first then return nil end
  local known, itsEpoch, itsOffset = string.match(first, '^(%x+):([^:]+):(%d+)$')
  return { known == fingerprint and 1 or 2, itsEpoch, itsOffset }
end

-- Reports of one thing that several nodes tell: an older one that comes late must not be the last word. The newest one comes again when it was dropped for its age.
local function overtaken(version)
  local told = tonumber(redis.call('HGET', stateKey, 'v') or 0)
  if told > version or (told == version and redis.call('XLEN', stream) > 0) then return { 1, epoch, offset } end
  redis.call('HSET', stateKey, 'v', version)
  return nil
end

local results, nextKey = {}, 3
for i = 9, #ARGV, 3 do
  local event, stamp, mark, key, known = ARGV[i], ARGV[i + 1], ARGV[i + 2], nil, nil
  if string.byte(mark) == 118 then
    known = overtaken(tonumber(string.sub(mark, 2)))
  elseif mark ~= '' then
    key, nextKey = KEYS[nextKey], nextKey + 1
    known = before(key, mark)
  end
  if not known then
    append(event, stamp)
    if key then redis.call('SET', key, mark .. ':' .. epoch .. ':' .. offset, 'PX', ARGV[6]) end
  end
  results[#results + 1] = known or { 0, epoch, offset }
end

if newest then
  trim()
  redis.call('HSET', stateKey, 'e', epoch, 's', offset, 'b', bytes, 'u', newest)
  redis.call('PEXPIRE', stream, ARGV[4])
  redis.call('PEXPIRE', stateKey, ARGV[5])
end
return results
