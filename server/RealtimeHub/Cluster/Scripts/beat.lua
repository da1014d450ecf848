-- A node tells that it is there, and learns who else is. Ages are told by the clock of Redis: those of the nodes may differ.
-- KEYS: nodes
-- ARGV: id of the node, what it tells of itself (empty: it leaves), ms after which a node is gone
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%d %s', now, ARGV[2]))
end
local others = {}
for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
  local told = redis.call('HGET', KEYS[1], id)
  local at, what = string.match(told, '^(%d+) (.*)$')
  if not at or now - tonumber(at) > tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], id)
  else
    others[#others + 1] = string.format('%d %s', now - tonumber(at), what)
  end
end
return others
