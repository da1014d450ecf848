-- What the scripts of background tasks share. In front of each of them; ARGV[1] is the beginning of all names, ARGV[2] the time in ms.
-- Each task is a hash: what never changes is its doc, the rest are fields. All other keys are indexes over these hashes:
--   all           ids, in their order             starts          start with an idempotency key -> id
--   due           ids to be tried again, by time  leases          ids that run, by when their lease ends
--   ended         ids, by their end               untold          ids that have ended, until somebody has told it
--   counts        how many of a kind wait, and of them of each owner; how many urgent ones came in a row; the number of the last turn
--   open          ids that have not ended, in their order
--   all:, open:   the same of an owner
--   turns, line   owners in turn, and what waits of each, by kind and priority: both by number, so that one in the middle leaves at no cost
--   key           ids of one owner with one key, in their order: the first one may run
local prefix, now = ARGV[1], tonumber(ARGV[2])
local all, starts, due, leases, ended = prefix .. 'all', prefix .. 'starts', prefix .. 'due', prefix .. 'leases', prefix .. 'ended'
local untold, counts, open = prefix .. 'untold', prefix .. 'counts', prefix .. 'open'

local function task_key(id) return prefix .. 'task:' .. id end

local function get(id, ...) return unpack(redis.call('HMGET', task_key(id), ...)) end

local function report(id) return redis.call('HGETALL', task_key(id)) end

-- By the clock of Redis: nodes' clocks differ.
local function lease_clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Versions are microseconds by the clock of Redis: when it loses the newest ones, what comes next is newer all the same. Whoever follows the task has seen those that are lost.
local function grow(id)
  local time = redis.call('TIME')
  local version = math.max(tonumber(get(id, 'version') or 0) + 1, time[1] * 1000000 + time[2])
  redis.call('HSET', task_key(id), 'version', string.format('%.0f', version))
end

local function of_owner(line, owner) return line .. ':' .. owner end

local function names_of(kind, priority, owner)
  local at = kind .. ':' .. priority
  return prefix .. 'turns:' .. at, prefix .. 'line:' .. at .. ':' .. owner
end

local function next_turn() return redis.call('HINCRBY', counts, 'turn', 1) end

local function wait_in_line(id, is_first)
  local kind, priority, owner = get(id, 'kind', 'priority', 'owner')
  local turns, line = names_of(kind, priority, owner)
  local turn = next_turn()
  if redis.call('EXISTS', line) == 0 then redis.call('ZADD', turns, turn, owner) end
  redis.call('ZADD', line, is_first and -turn or turn, id)
end

local function leave_line(id)
  local kind, priority, owner = get(id, 'kind', 'priority', 'owner')
  local turns, line = names_of(kind, priority, owner)
  redis.call('ZREM', line, id)
  if redis.call('EXISTS', line) == 0 then redis.call('ZREM', turns, owner) end
end

local function take_turn(kind, priority)
  local turns = names_of(kind, priority, '')
  while true do
    local owner = redis.call('ZPOPMIN', turns)[1]
    if not owner then return nil end
    local _, line = names_of(kind, priority, owner)
    local id = redis.call('ZPOPMIN', line)[1]
    if redis.call('EXISTS', line) == 1 then redis.call('ZADD', turns, next_turn(), owner) end
    -- What is not there any more was not taken away by these scripts: somebody else has his hands in these keys.
    if id and get(id, 'state') == 'queued' then return id end
  end
end

-- The length keeps owner and key apart, whatever characters they have.
local function key_of(kind, owner, key) return prefix .. 'key:' .. kind .. ':' .. #owner .. ':' .. owner .. ':' .. key end

local function key_line(id)
  local kind, owner, key = get(id, 'kind', 'owner', 'key')
  return key and key_of(kind, owner, key)
end

local function waiting_of(kind, owner) return 'waiting:' .. kind .. ':' .. owner end

local function count_waiting(kind, owner, change)
  redis.call('HINCRBY', counts, 'waiting:' .. kind, change)
  if owner == '' then return end
  if redis.call('HINCRBY', counts, waiting_of(kind, owner), change) <= 0 then redis.call('HDEL', counts, waiting_of(kind, owner)) end
end

-- Moves a task to another state. What waits counts for the capacity of its kind.
local function set_state(id, state, ...)
  local before, kind, owner = get(id, 'state', 'kind', 'owner')
  local function waits(what) return (what == 'queued' or what == 'retrying') and 1 or 0 end
  local change = waits(state) - waits(before)
  if change ~= 0 then count_waiting(kind, owner, change) end
  redis.call('HSET', task_key(id), 'state', state, ...)
  grow(id)
end

-- The next task with its key may run now.
local function let_next_go(id)
  local line = key_line(id)
  if not line then return end
  local was_first = redis.call('LINDEX', line, 0) == id
  redis.call('LREM', line, 1, id)
  local next = was_first and redis.call('LINDEX', line, 0)
  if next then wait_in_line(next, false) end
end

local function finish(id, state, ...)
  set_state(id, state, 'ended', now, ...)
  redis.call('HDEL', task_key(id), 'nextTry', 'node')
  redis.call('ZREM', due, id)
  redis.call('ZREM', leases, id)
  redis.call('ZREM', open, id)
  redis.call('ZREM', of_owner(open, get(id, 'owner') or ''), id)
  redis.call('ZADD', ended, now, id)
  redis.call('ZADD', untold, lease_clock(), id)
  let_next_go(id)
end

-- The task waits again, before what its owner has started since.
local function go_back(id)
  set_state(id, 'queued')
  redis.call('HDEL', task_key(id), 'node')
  wait_in_line(id, true)
end

local function forget(id)
  local start, owner = get(id, 'start', 'owner')
  if start then redis.call('HDEL', starts, start) end
  if owner then redis.call('ZREM', of_owner(all, owner), id) end
  redis.call('ZREM', all, id)
  redis.call('ZREM', ended, id)
  redis.call('ZREM', untold, id)
  redis.call('DEL', task_key(id))
end

local function move_due()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, 100)) do
    redis.call('ZREM', due, id)
    if get(id, 'state') == 'retrying' then
      redis.call('HSET', task_key(id), 'state', 'queued')
      wait_in_line(id, true)
    end
  end
end
