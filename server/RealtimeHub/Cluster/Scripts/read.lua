-- A part of a topic's events, together with where the topic stands at that moment.
-- KEYS: state, stream
-- ARGV: first offset, last id, count, whether newest first, ms since 1970: what was accepted before is left out (0: nothing is)
local first, notBefore = ARGV[1], tonumber(ARGV[5])

-- The first entry from an id on: its offset, and whether it is too old. What is none of ours tells no time.
local function look(command, from, to)
  local entry = redis.call(command, KEYS[2], from, to, 'COUNT', 1)[1]
  if not entry then return nil, true end
  local data = entry[2][2]
  return tonumber(string.match(entry[1], '^%d+')), #data >= 18 and struct.unpack('>I8', data, 11) < notBefore
end

-- Redis removes a topic's events all at once, so those that are too old lie in front. Bisection finds their end.
local function oldest()
  local low, isOld = look('XRANGE', '-', '+')
  if not isOld then return low end
  local high, isAll = look('XREVRANGE', '+', '-')
  if isAll then return nil end
  while low < high do
    local middle = math.floor((low + high) / 2)
    local offset, isBefore = look('XRANGE', string.format('%.0f', middle), '+')
    if isBefore then low = offset + 1 else high = middle end
  end
  return (look('XRANGE', string.format('%.0f', low), '+'))
end

local state = redis.call('HMGET', KEYS[1], 'e', 's', 'u')
local flat = { state[1], state[2], state[3], false }
if notBefore > 0 then
  local fresh = oldest()
  if not fresh then return flat end
  flat[4] = string.format('%.0f', fresh)
  if fresh > tonumber(first) then first = flat[4] end
end

local entries
if ARGV[4] == '1' then
  entries = redis.call('XREVRANGE', KEYS[2], ARGV[2], first, 'COUNT', ARGV[3])
else
  entries = redis.call('XRANGE', KEYS[2], first, ARGV[2], 'COUNT', ARGV[3])
end
for _, entry in ipairs(entries) do
  flat[#flat + 1] = string.match(entry[1], '^%d+')
  flat[#flat + 1] = entry[2][2]
end
return flat
