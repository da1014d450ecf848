-- Notes how far an attempt is.
-- ARGV: 3 id, 4 attempt, 5 percent ('' to leave it), 6 whether there is a message, 7 message
-- Returns the task; nothing when the attempt is not under way any more.
local id = ARGV[3]
local state, attempt, before = get(id, 'state', 'attempt', 'percent')
if state ~= 'running' or attempt ~= ARGV[4] then return nil end
if ARGV[5] ~= '' and tonumber(ARGV[5]) > tonumber(before or -1) then redis.call('HSET', task_key(id), 'percent', ARGV[5]) end
if ARGV[6] == '1' then redis.call('HSET', task_key(id), 'message', ARGV[7]) end
grow(id)
return report(id)
