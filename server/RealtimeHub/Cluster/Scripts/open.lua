-- Where a topic stands; a topic without a state begins a new life, and what is left of an earlier one goes.
-- KEYS: state, stream
-- ARGV: epoch for a new life, ms an unused topic stays; whoever opens one is about to use it
local state = redis.call('HMGET', KEYS[1], 'e', 's', 'u')
if state[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2], 'GT')
  return state
end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'e', ARGV[1], 's', 0, 'b', 0, 'u', '')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { ARGV[1], '0', '' }
