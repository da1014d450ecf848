-- Puts a new task at the end of those that wait.
-- ARGV: 3 id, 4 kind, 5 how many may wait, 6 how many of one owner, 7 most tasks, 8 start ('' without an idempotency key), 9 fingerprint, 10 key ('' without one),
--       11 whether it is the latest, 12 error of those that it takes the place of, 13 owner, 14 priority, 15 doc
-- Returns { outcome, task, those that it took the place of ... }
local id, kind, start, key, owner = ARGV[3], ARGV[4], ARGV[8], ARGV[10], ARGV[13]
if start ~= '' then
  local first = redis.call('HGET', starts, start)
  if first then return { get(first, 'fingerprint') == ARGV[9] and 'duplicate' or 'conflict', report(first) } end
end

local line = key_of(kind, owner, key)
local older = (key ~= '' and ARGV[11] == '1') and redis.call('LRANGE', line, 0, -1) or {}
-- Where one that waits gives way to it, no more wait than before.
local needs_room = true
for _, old in ipairs(older) do
  if get(old, 'state') ~= 'running' then needs_room = false end
end
local function is_full(name, room) return needs_room and tonumber(redis.call('HGET', counts, name) or 0) >= tonumber(room) end
if owner ~= '' and is_full(waiting_of(kind, owner), ARGV[6]) then return { 'fullForOwner' } end
if is_full('waiting:' .. kind, ARGV[5]) then return { 'full' } end
if redis.call('ZCARD', all) >= tonumber(ARGV[7]) then
  local oldest = redis.call('ZRANGE', ended, 0, 0)[1]
  if not oldest then return { 'full' } end
  forget(oldest)
end

local outcome = { 'started', false }
-- The last first, so that none of them lets another go.
for i = #older, 1, -1 do
  local old = older[i]
  local state = get(old, 'state')
  if state == 'running' then
    redis.call('HSET', task_key(old), 'cancel', '1', 'error', ARGV[12])
    grow(old)
  else
    if state == 'queued' and redis.call('LINDEX', line, 0) == old then leave_line(old) end
    finish(old, 'cancelled', 'error', ARGV[12])
  end
  outcome[#outcome + 1] = report(old)
end

redis.call('HSET', task_key(id), 'id', id, 'kind', kind, 'state', 'new', 'version', 0, 'attempt', 0, 'failures', 0, 'owner', owner, 'priority', ARGV[14], 'doc', ARGV[15])
if key ~= '' then redis.call('HSET', task_key(id), 'key', key) end
if start ~= '' then
  redis.call('HSET', task_key(id), 'start', start, 'fingerprint', ARGV[9])
  redis.call('HSET', starts, start, id)
end
set_state(id, 'queued')
for _, line in ipairs({ all, open }) do
  redis.call('ZADD', line, 0, id)
  if owner ~= '' then redis.call('ZADD', of_owner(line, owner), 0, id) end
end
if key == '' or redis.call('RPUSH', line, id) == 1 then wait_in_line(id, false) end
outcome[2] = report(id)
return outcome
