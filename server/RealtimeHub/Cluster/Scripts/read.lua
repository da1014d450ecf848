-- A part of a topic's events, together with where the topic stands at that moment.
-- KEYS: state, stream
-- ARGV: first id, last id, count, whether newest first, whether to tell the oldest
local state = redis.call('HMGET', KEYS[1], 'e', 's', 'u')
local entries
if ARGV[4] == '1' then
  entries = redis.call('XREVRANGE', KEYS[2], ARGV[2], ARGV[1], 'COUNT', ARGV[3])
else
  entries = redis.call('XRANGE', KEYS[2], ARGV[1], ARGV[2], 'COUNT', ARGV[3])
end
local flat = { state[1], state[2], state[3], false }
if ARGV[5] == '1' then
  local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
  flat[4] = oldest and string.match(oldest[1], '^%d+') or false
end
for _, entry in ipairs(entries) do
  flat[#flat + 1] = string.match(entry[1], '^%d+')
  flat[#flat + 1] = entry[2][2]
end
return flat
