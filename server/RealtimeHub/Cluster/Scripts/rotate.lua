-- Begins a new life of a topic, unless somebody else has done so. Its events stay, and its offsets go on: none is used twice.
-- KEYS: state
-- ARGV: epoch that is over, epoch for the new life
local state = redis.call('HMGET', KEYS[1], 'e', 's', 'u')
if state[1] == ARGV[1] then
  redis.call('HSET', KEYS[1], 'e', ARGV[2])
  state[1] = ARGV[2]
end
return state
