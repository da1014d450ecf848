-- Whether a task of a kind may be there to be claimed.
-- ARGV: 3 kind
move_due()
local urgent, others = names_of(ARGV[3], '0', ''), names_of(ARGV[3], '1', '')
return redis.call('EXISTS', urgent, others) > 0 and 1 or 0
