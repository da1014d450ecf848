-- Takes the next task of a kind for a node.
-- ARGV: 3 kind, 4 node, 5 ms that the lease lasts, 6 how many urgent ones pass one that is not
-- Returns the task, or nothing.
local kind = ARGV[3]
move_due()
local row = 'row:' .. kind
local urgent, others = names_of(kind, '0', ''), names_of(kind, '1', '')
local others_wait = redis.call('EXISTS', others) == 1
local takes_urgent = not others_wait or (redis.call('EXISTS', urgent) == 1 and tonumber(redis.call('HGET', counts, row) or 0) < tonumber(ARGV[6]))
if takes_urgent and others_wait then redis.call('HINCRBY', counts, row, 1) else redis.call('HDEL', counts, row) end
local id = take_turn(kind, takes_urgent and '0' or '1')
if not id then return nil end

set_state(id, 'running', 'started', now, 'node', ARGV[4])
redis.call('HINCRBY', task_key(id), 'attempt', 1)
redis.call('HDEL', task_key(id), 'nextTry', 'percent', 'message')
redis.call('ZADD', leases, lease_clock() + tonumber(ARGV[5]), id)
return report(id)
