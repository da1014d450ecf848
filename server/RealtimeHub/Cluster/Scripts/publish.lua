-- Gives an event its place: the next offset of the topic, or the one that its idempotency key has got before.
-- KEYS: state, stream, idempotency (may be missing)
-- ARGV: epoch for a new life, event, stamp, fingerprint, max events, max bytes, ms the events stay, ms the position stays,
--       ms the key stays, channel, command that publishes
if KEYS[3] then
  local first = redis.call('GET', KEYS[3])
  if first then
    local fingerprint, epoch, offset = string.match(first, '^(%x+):([^:]+):(%d+)$')
    return { fingerprint == ARGV[4] and 1 or 2, epoch, offset }
  end
end

local state = redis.call('HMGET', KEYS[1], 'e', 's', 'b')
local epoch, offset, bytes = state[1], tonumber(state[2] or 0), tonumber(state[3] or 0)
if not epoch then
  epoch, offset, bytes = ARGV[1], 0, 0
  redis.call('DEL', KEYS[2])
end

offset = offset + 1
bytes = bytes + #ARGV[2]
redis.call('XADD', KEYS[2], offset .. '-0', 'd', ARGV[2])
local count = redis.call('XLEN', KEYS[2])
-- The events before may have expired, which changes no state: then their bytes are gone, too.
if count == 1 then bytes = #ARGV[2] end
while count > tonumber(ARGV[5]) or (bytes > tonumber(ARGV[6]) and count > 1) do
  local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
  bytes = bytes - #oldest[2][2]
  redis.call('XTRIM', KEYS[2], 'MINID', (tonumber(string.match(oldest[1], '^%d+')) + 1) .. '-0')
  count = count - 1
end

redis.call('HSET', KEYS[1], 'e', epoch, 's', offset, 'b', bytes, 'u', ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
if KEYS[3] then redis.call('SET', KEYS[3], ARGV[4] .. ':' .. epoch .. ':' .. offset, 'PX', ARGV[9]) end
redis.call(ARGV[11], ARGV[10], string.char(1, #epoch) .. epoch .. struct.pack('>I8', offset) .. ARGV[2])
return { 0, epoch, offset }
