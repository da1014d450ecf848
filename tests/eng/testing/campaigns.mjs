import { runSoak } from '../../../load/bench/soak/soak.mjs';

/**
 * What 'npm run test:long' runs. A campaign is a set of tests that do much more when REALTIMEHUB_CAMPAIGN is 'long': see
 * tests/TestKit/Campaign.cs for how a test asks, and how it tells its progress and its result. To add one, add a line here.
 * @typedef {{ project: string, classes: string[] }} TestProgram
 * `classes` are names of test classes; `*` stands for anything at the beginning or the end.
 * @typedef {{ name: string, run: (options: { minutes: number, tell: (progress: string) => void }) => Promise<Outcome> }} OtherProgram
 * @typedef {{ counted: import('./score.mjs').Counted, results: string[] }} Outcome
 * @typedef {{ name: string, proves: string, programs: (TestProgram | OtherProgram)[], limitMinutes: number }} LongCampaign
 * @type {LongCampaign[]}
 */
export const campaigns = [
  {
    name: 'handoffs',
    proves: '1,000,000 handoffs from the log to live events, 50,000 of them over sockets that are cut: no gap, no repeat, no deadlock',
    programs: [
      { project: 'RealtimeHub.Tests', classes: ['*.HandoffTests'] },
      { project: 'FunctionalTests', classes: ['*.SocketHandoffTests'] },
    ],
    limitMinutes: 60,
  },
  {
    name: 'simulation',
    proves: '100,000 seeds of the core under delays, cuts, slow and half-open clients, expiry and a small budget, in virtual time',
    programs: [{ project: 'RealtimeHub.Simulation', classes: ['*.SimulationTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'frames',
    proves: '1,000,000 random WebSocket frames, legal and illegal, cut anywhere, against the parser, and 200,000 over sockets: none is misread, nothing is left open',
    programs: [
      {
        project: 'RealtimeHub.Transport.Tests',
        classes: ['*.FrameParserFuzzTests', '*.SocketFuzzTests', '*.DescriptorTests', '*.DirectWriteTests', '*.ByteInputProperties', '*.PureTests', '*.TickWheelTests'],
      },
    ],
    limitMinutes: 60,
  },
  {
    name: 'properties',
    proves: '1,000,000 cases for each property of the ring, log, budget, blocks, slices, lanes, conflation, names and encoders',
    programs: [
      {
        project: 'RealtimeHub.Tests',
        classes: [
          '*.ConflationProperties',
          '*.EncodedBlockProperties',
          '*.EventDataFormatsTests',
          '*.EventEncoderTests',
          '*.EventRingTests',
          '*.JsonCheckTests',
          '*.JsonToMessagePackTests',
          '*.LaneProperties',
          '*.LogBudgetProperties',
          '*.PaceProperties',
          '*.StartingPointProperties',
          '*.StreamPositionTests',
          '*.TopicLogConcurrencyTests',
          '*.TopicLogProperties',
          '*.TopicNameTests',
          '*.TopicSlicesProperties',
        ],
      },
    ],
    limitMinutes: 60,
  },
  {
    name: 'fuzz',
    proves: '5,000,000 legal and illegal hub messages in any order, cut anywhere, over 200,000 connections: each works or is closed within 10 s, memory returns',
    programs: [{ project: 'FunctionalTests', classes: ['*.HubFuzzTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'threats',
    proves: 'the attacks of docs/security.md, each for longer, while 100 healthy connections lose nothing, repeat nothing and wait for nothing',
    programs: [{ project: 'SecurityTests', classes: ['*'] }],
    limitMinutes: 60,
  },
  {
    name: 'nodes',
    proves: '200 kills and 150 orderly ends of one of three nodes under 1,500 clients: nothing is lost, repeated or reordered',
    programs: [{ project: 'ClusterTests', classes: ['*.KilledNodeTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'pushes',
    proves: '1,000 cut subscriptions to Redis, 100 times a node without pushes, 1,000 lost pushes of last events: everybody has everything in time',
    programs: [{ project: 'ClusterTests', classes: ['*.LostPushTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'redis',
    proves: '300 kills of Redis with each kind of durability, 100 losses of its data, 150 times of deafness, 50 kills in a Redis Cluster: what is lost is told',
    programs: [{ project: 'ClusterTests', classes: ['*.KilledRedisTests', '*.LostDataTests', '*.SlowRedisTests', '*.RedisClusterTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'retries',
    proves: '1,000,000 publishes, three of each event at the same time to all nodes, while Redis is killed 200 times: each event is there once',
    programs: [{ project: 'ClusterTests', classes: ['*.RetryStormTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'failover',
    proves: '50 failovers to a follower that lacks what was acknowledged: no offset is used twice, and everybody is told',
    programs: [{ project: 'ClusterTests', classes: ['*.FailoverTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'presence',
    proves: '200,000 members come and go at three nodes, which die 10 times: nobody is missed for 2 s, nobody stays for 35 s, and counts are exact',
    programs: [{ project: 'ClusterTests', classes: ['*.PresenceChurnTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'tasks',
    proves: '100,000 background tasks with 1,000 keys from 50 callers fail and are cancelled now and then at three nodes, which are killed 3 times: none is lost, none is tried twice at once, keys keep their order',
    programs: [{ project: 'ClusterTests', classes: ['*.TaskCampaignTests'] }],
    limitMinutes: 60,
  },
  {
    name: 'soak',
    proves: '30 minutes (--minutes) of 10,000 connections, 50 of them cut and back each second, 1 % slow: no loss, no leak of memory or descriptors',
    programs: [{ name: 'load/bench/soak', run: runSoak }],
    limitMinutes: 60,
  },
];
