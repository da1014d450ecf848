-- Ends an attempt.
-- ARGV: 3 id, 4 attempt, 5 how (succeeded, failed, retrying, cancelled, back), 6 result or error, 7 time of the next try
-- Returns the task; nothing when the attempt was not under way any more.
local id, how = ARGV[3], ARGV[5]
local state, attempt, is_unwanted, error = get(id, 'state', 'attempt', 'cancel', 'error')
if state ~= 'running' or attempt ~= ARGV[4] then return nil end
redis.call('ZREM', leases, id)
if how == 'succeeded' then
  redis.call('HDEL', task_key(id), 'error')
  if ARGV[6] ~= '' then redis.call('HSET', task_key(id), 'result', ARGV[6]) end
  finish(id, 'succeeded', 'percent', '100')
elseif is_unwanted then
  if not error and how ~= 'cancelled' and ARGV[6] ~= '' then redis.call('HSET', task_key(id), 'error', ARGV[6]) end
  finish(id, 'cancelled')
elseif how == 'back' or how == 'cancelled' then
  -- A handler that was told to stop while nobody has cancelled the task: a word that came late, and meant an earlier attempt.
  go_back(id)
else
  redis.call('HINCRBY', task_key(id), 'failures', 1)
  if how == 'failed' then
    finish(id, 'failed', 'error', ARGV[6])
  else
    set_state(id, 'retrying', 'error', ARGV[6], 'nextTry', ARGV[7])
    redis.call('ZADD', due, ARGV[7], id)
  end
end
return report(id)
