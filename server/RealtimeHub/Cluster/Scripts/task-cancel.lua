-- Takes a task back.
-- ARGV: 3 id
-- Returns { outcome, task }.
local id = ARGV[3]
local state = get(id, 'state')
if not state then return { 'unknown' } end
if state == 'succeeded' or state == 'failed' or state == 'cancelled' then return { 'late', report(id) } end
if state == 'running' then
  if redis.call('HSETNX', task_key(id), 'cancel', '1') == 1 then grow(id) end
else
  if state == 'queued' then
    local line = key_line(id)
    if not line or redis.call('LINDEX', line, 0) == id then leave_line(id) end
  end
  finish(id, 'cancelled')
end
return { 'done', report(id) }
