-- Renews the leases of a node's tasks, takes those back whose lease is over, and forgets what ended long ago.
-- ARGV: 3 ms that a lease lasts, 4 ms that what has ended stays, 5 whether to take back, 6 how many leases a task may lose, 7 error of one that loses more, then pairs of
--       id and attempt
-- Returns { id, attempt of what the node works on in vain ... }, { tasks to be told of ... }, { kinds that may have work ... }.
local clock, lease = lease_clock(), tonumber(ARGV[3])
local in_vain, changed, kinds = {}, {}, {}
for i = 8, #ARGV, 2 do
  local id, attempt = ARGV[i], ARGV[i + 1]
  local state, current, is_unwanted = get(id, 'state', 'attempt', 'cancel')
  local is_its_own = state == 'running' and current == attempt
  if is_its_own then redis.call('ZADD', leases, clock + lease, id) end
  if is_unwanted or not is_its_own then
    in_vain[#in_vain + 1] = id
    in_vain[#in_vain + 1] = attempt
  end
end

local function take_back(id)
  local losses = redis.call('HINCRBY', task_key(id), 'losses', 1)
  if get(id, 'cancel') then
    finish(id, 'cancelled')
  elseif losses > tonumber(ARGV[6]) then
    finish(id, 'failed', 'error', ARGV[7])
  else
    go_back(id)
  end
  changed[#changed + 1] = report(id)
  kinds[#kinds + 1] = get(id, 'kind')
end

if ARGV[5] == '1' then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', clock, 'LIMIT', 0, 100)) do
    redis.call('ZREM', leases, id)
    if get(id, 'state') == 'running' then take_back(id) end
  end
end

-- Whoever has ended them would have told it by now, if he could. One node tells it, and another one when that does not, either.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', untold, '-inf', clock - lease, 'LIMIT', 0, 100)) do
  if get(id, 'state') then
    redis.call('ZADD', untold, clock, id)
    changed[#changed + 1] = report(id)
  else
    redis.call('ZREM', untold, id)
  end
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', ended, '-inf', '(' .. (now - tonumber(ARGV[4])), 'LIMIT', 0, 1000)) do forget(id) end
return { in_vain, changed, kinds }
