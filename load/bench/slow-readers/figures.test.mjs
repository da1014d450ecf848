import { describe, expect, it } from 'vitest';
import { faultsOf, tablesOf } from './figures.mjs';
import { parseOptions } from './options.mjs';
import { pictureOf } from './picture.mjs';
import { stepsOf } from './runs.mjs';

const { plan, settings } = parseOptions([]);
const servers = [
  { id: 'ours', name: 'Ours', ours: true },
  { id: 'theirs', name: 'Theirs' },
];

const group = (bytesPerSecond, more) => ({
  ...{ clients: 50, bytesPerSecond, read: 0, notices: 0, announced: 0, lost: 0, repeated: 0 },
  ...{ cut: 0, tooSlow: 7, otherCloses: 0, cameBack: 9, continued: 5 },
  ...more,
});

const phase = (p99) => ({ latency: { count: 100, p50: p99 / 2, p99 }, deliveredPerSecond: 14_700, serverCpuPercent: 46, serverMemoryBytes: 400 * 2 ** 20 });

/** A run with such a p99 while some are slow. */
const run = (server, p99, more = {}) => ({
  round: 1,
  server,
  report: {
    phases: [phase(100), phase(p99)],
    seconds: [{ second: 0, p50: 50, p99: 100, serverMemoryBytes: 2 ** 20 }, { second: 1, serverMemoryBytes: 2 ** 21 }],
    figures: [{ name: 'p99-ratio', value: p99 / 100 }],
    faults: { lost: 0, repeated: 0, outOfOrder: 0, brokenConnections: 0, unpublished: 0 },
    slowReaders: [group(0, more), group(1_024)],
  },
});

const runs = [run('ours', 110), run('ours', 105), run('ours', 900), run('theirs', 30_000)];

describe('the tables of slow readers', () => {
  it('show medians of all servers side by side', () => {
    const [healthy, never, slowly] = tablesOf({ plan, servers, runs });

    expect(healthy[0]).toEqual(['4,900 healthy clients', 'Ours', 'Theirs']);
    expect(healthy).toContainEqual(['latency p99 with slow readers, ms', '110.0', '30,000.0']);
    expect(healthy).toContainEqual(['p99 with slow readers / while all read', '1.10', '300.00']);
    expect(never).toContainEqual(['closed with 3008', '7', '7']);
    expect(slowly).toContainEqual(['came back and were not continued', '4', '4']);
  });

  it('leave out a server that could not be measured', () => {
    expect(tablesOf({ plan, servers, runs: [run('ours', 110), { server: 'theirs', error: 'it ended' }] })[0][0]).toEqual(['4,900 healthy clients', 'Ours']);
  });
});

describe('what is judged', () => {
  it('is what RealtimeHub promises, and not what others do', () => {
    expect(faultsOf({ servers, runs })).toEqual([]);
    expect(faultsOf({ servers, runs: [run('theirs', 1, { lost: 5 })] })).toEqual([]);
    expect(faultsOf({ servers, runs: [run('ours', 1, { lost: 5 })] })).toEqual(['Ours, round 1: slow clients lost or got twice 5 events without a notice']);
  });
});

describe('the picture', () => {
  it('shows the run in the middle, with holes where nothing came', () => {
    const { charts, phases, title } = pictureOf({ plan, settings, servers, runs });

    expect(title).toBe('4,900 clients that read, while 100 others do not keep up');
    expect(phases[1]).toEqual({ name: '50 stop reading, 50 read 1,024 bytes/s', from: 30, to: 130 });
    expect(charts.map(({ curves }) => curves.length)).toEqual([4, 2]);
    expect(charts[0].curves[0]).toEqual({ name: 'Ours, p99', colour: 0, isDashed: false, values: [100, null] });
    expect(charts[1].curves[1].values).toEqual([1, 2]);
  });
});

describe('options', () => {
  it('set what is told to RealtimeHub alone', () => {
    const { settings, servers } = parseOptions(['--policy', 'latest', '--set', 'RealtimeHub:Connections:WriteTimeout=00:00:05']);
    const [ours, theirs] = stepsOf({ servers, rounds: 1, settings });

    expect(ours.server.environment({ key: 'k' })).toMatchObject({
      RealtimeHub__DefaultNamespace__Behind__Policy: 'Latest',
      RealtimeHub__Connections__WriteTimeout: '00:00:05',
    });
    expect(Object.keys(theirs.server.environment({}))).toEqual(['ASPNETCORE_ENVIRONMENT']);
  });

  it.each([[['--policy', 'None']], [['--set', 'nothing']], [['--only', 'floor']], [['--connections', '100']], [['--seconds', '0']], [['--unknown']]])(
    'that make no sense are refused: %s',
    (args) => expect(() => parseOptions(args)).toThrow(),
  );

  it('let the servers take turns', () => {
    const { servers } = parseOptions([]);

    expect(stepsOf({ servers, rounds: 2, settings: {} }).map(({ server }) => server.id)).toEqual([
      'realtimehub-json',
      'signalr-json',
      'signalr-json',
      'realtimehub-json',
    ]);
  });
});
