/**
 * What every server has to do. `connections` and `rate` are chosen so that all but those that collapse can follow; `fresh` asks
 * for a process that has done nothing before, because its memory is measured, and `once` leaves it at the first round: memory hardly
 * varies, and opening many connections takes long.
 */
export const shapes = [
  { id: 'D', scenario: 'idle', title: '15,000 idle subscribed connections', connections: 15_000, topics: 1, fresh: true, once: true },
  { id: 'C', scenario: 'broadcast', title: '1 topic x 100 subscribers, 2,000 events/s', connections: 100, topics: 1, rate: 2_000 },
  { id: 'A', scenario: 'broadcast', title: '1 topic x 5,000 subscribers, 8 events/s', connections: 5_000, topics: 1, rate: 8 },
  { id: 'B', scenario: 'topics', title: '1,000 topics x 5 subscribers, 4,000 events/s', connections: 5_000, topics: 1_000, rate: 4_000 },
];

/** Shows in two seconds that a server delivers, each topic to its own subscribers. */
export const smokeShape = {
  id: 'smoke',
  scenario: 'topics',
  title: '10 topics x 5 subscribers, 50 events/s',
  connections: 50,
  topics: 10,
  rate: 50,
};
