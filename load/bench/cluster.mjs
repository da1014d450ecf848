// What several nodes on Redis cost, beside one node without: 'npm run bench:cluster'. See --help.
import { readFileSync } from 'node:fs';
import { bold, dim, say } from '../../tests/eng/terminal.mjs';
import { parse, whole } from './arguments.mjs';
import { startRedis } from './cluster/redis.mjs';
import { install } from './install.mjs';
import { optionsOf, runTool } from './load-tool.mjs';
import { runBenchmark } from './program.mjs';
import { startServer } from './running-server.mjs';
import { servers } from './servers.mjs';
import { median } from './statistics.mjs';

const TICKS_A_SECOND = 100;
const SLACK_SECONDS = 100;
const TOPICS = 100;
const ours = servers.find(({ id }) => id === 'realtimehub-json');

const help = `Usage: npm run bench:cluster [-- OPTIONS]

Measured in turn, each as often as --rounds says: one node without Redis, one node with Redis, and two nodes with Redis, of which each gets its
events from the other. All nodes share one core, the load tool has the other, and Redis runs beside the tool.

  broadcast  one topic of 7,000 subscribers for each node, 8 events a second: CPU for each delivered event
  connect    8,000 connections that open and subscribe: CPU of the node for each
  storm      one of two nodes with 7,000 subscribers of 100 topics is killed, and all come to the other one at once: how long until all
             have subscribed again and are continued, and how often Redis was read for each topic
  publish    events one by one and in batches of 100: how many a second, CPU of the node and of Redis for each

  --only A,B        some of broadcast, connect, storm, publish
  --rounds N        how often each is measured; default 3
  --connections N   subscribers of each node in broadcast and storm; default 7000
  --seconds N       of each measurement; default 20
  --help            this text`;

function parseOptions(args) {
  const number = { type: 'string' };
  const values = parse(args, { only: number, rounds: number, connections: number, seconds: number, help: { type: 'boolean', short: 'h' } }, help);
  return {
    help: values.help,
    only: (values.only ?? 'broadcast,connect,storm,publish').split(','),
    rounds: whole('--rounds', values.rounds, 3, 1, 100),
    connections: whole('--connections', values.connections, 7_000, 10, 9_000),
    seconds: whole('--seconds', values.seconds, 20, 5, 600),
  };
}

async function measure(options, machine) {
  say(`\n${bold('RealtimeHub')}: one node, and several on Redis\n`);
  await install([ours]);
  const rows = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const setting of settingsOf(options)) {
      const row = await setting.run({ ...setting, ...options }, machine);
      rows.push({ name: setting.name, ...row });
      say(dim(`  ${setting.name.padEnd(44)}${textOf(row)}`));
    }
  }
  say(`\n${bold('Medians')}`);
  for (const { name } of settingsOf(options)) say(`  ${name.padEnd(44)}${textOf(middle(rows.filter((row) => row.name === name)))}`);
}

const settingsOf = ({ only }) =>
  [
    { of: 'broadcast', name: 'broadcast, one node without Redis', nodes: 1, redis: false, run: broadcast },
    { of: 'broadcast', name: 'broadcast, one node with Redis', nodes: 1, redis: true, run: broadcast },
    { of: 'broadcast', name: 'broadcast, two nodes with Redis', nodes: 2, redis: true, run: broadcast },
    { of: 'connect', name: 'connect, without Redis', redis: false, run: connect },
    { of: 'connect', name: 'connect, with Redis', redis: true, run: connect },
    { of: 'storm', name: 'storm, one of two nodes dies', run: storm },
    { of: 'publish', name: 'publish one by one, without Redis', redis: false, how: 'single', run: publish },
    { of: 'publish', name: 'publish one by one, with Redis', redis: true, how: 'single', run: publish },
    { of: 'publish', name: 'publish in batches, without Redis', redis: false, how: 'batch', run: publish },
    { of: 'publish', name: 'publish in batches, with Redis', redis: true, how: 'batch', run: publish },
  ].filter((setting) => only.includes(setting.of));

/** Each node's subscribers get what is published to the other node: every event passes Redis. */
async function broadcast({ nodes, redis, connections, seconds }, machine) {
  return withNodes(nodes, redis, machine, async (running) => {
    const reports = await Promise.all(
      running.map((node, i) => {
        const publishUrl = urlOf(running.at(i - 1));
        return drive(`cluster-broadcast-${i}`, 'broadcast', withOption(node.options, '--publish-url', publishUrl), { connections, rate: 8, warmup: 20, settle: 0, seconds }, machine);
      }),
    );
    return { 'us an event': median(reports.map((report) => report.serverUsage.cpuPerDeliveryUs)), 'p99 ms': median(reports.map((report) => report.latency.p99)) };
  });
}

async function connect({ redis }, machine) {
  return withNodes(1, redis, machine, async ([node]) => {
    // The second time counts: the first one is the runtime's.
    const once = () => drive('cluster-connect', 'connect', node.options, { connections: 8_000 }, machine);
    await once();
    const report = await once();
    return { 'us a connection': figure(report, 'connect-user-cpu') + figure(report, 'connect-system-cpu') };
  });
}

/** Nobody follows anything at the node that is left, so that it has to read each topic. */
async function storm({ connections, seconds }, machine) {
  return withNodes(2, true, machine, async ([dying, left], database) => {
    const options = [...withOption(left.options, '--url', urlOf(dying, '--url')), '--return-url', urlOf(left, '--url'), '--kill-pid', String(dying.pid)];
    const before = await database.calls('xrange');
    const report = await drive('cluster-storm', 'reconnect-storm', options, { connections, topics: TOPICS, rate: 100, warmup: 5, seconds: Math.max(seconds, 30) }, machine);
    const { faults } = report;
    return {
      'all back s': figure(report, 'reconnect-time'),
      'p99 ms': figure(report, 'reconnect-p99'),
      'not continued': figure(report, 'not-recovered'),
      'lost or repeated': faults.lost + faults.repeated + faults.outOfOrder,
      'reads a topic': ((await database.calls('xrange')) - before) / TOPICS,
    };
  });
}

async function publish({ redis, how, seconds }, machine) {
  return withNodes(1, redis, machine, async ([node], database) => {
    const before = database ? cpuOf(database.pid) : 0;
    const report = await drive(`cluster-publish-${how}`, 'publish', [...node.options, '--publish', how], { warmup: 10, seconds }, machine);
    const published = report.throughput.publishedPerSecond;
    const inRedis = database ? { 'Redis core %': Math.round((cpuOf(database.pid) - before) / (seconds + 10) / 10) } : {};
    return { 'events a second': Math.round(published), 'us an event': figure(report, 'publish-cpu'), ...inRedis };
  });
}

async function withNodes(count, wantsRedis, { cores, files }, work) {
  const redis = wantsRedis ? await startRedis(cores.load) : undefined;
  const more = redis ? { RealtimeHub__Redis__Configuration: redis.configuration } : {};
  const server = { ...ours, environment: (place) => ({ ...ours.environment(place), ...more }) };
  const running = [];
  try {
    for (let i = 0; i < count; i++) running.push(await startServer(server, { core: cores.server, files, key: 'the-key-of-the-benchmark' }));
    return await work(running, redis);
  } finally {
    for (const node of running) await node.stop();
    await redis?.stop();
  }
}

async function drive(name, scenario, options, numbers, machine) {
  const args = [scenario, ...options, ...optionsOf(numbers), '--allow-faults'];
  const { report, error } = await runTool(name, args, (numbers.warmup ?? 0) + (numbers.seconds ?? 0) + SLACK_SECONDS, machine);
  if (!report) throw new Error(`${scenario}: ${error}`);
  return report;
}

const figure = (report, name) => report.figures.find((known) => known.name === name)?.value;
const urlOf = (node, option = '--publish-url') => node.options[node.options.indexOf(option) + 1];

function withOption(options, name, url) {
  const at = options.indexOf(name) + 1;
  return options.map((option, i) => (i === at ? url : option));
}

const middle = (rows) => Object.fromEntries(Object.keys(rows[0]).filter((key) => key !== 'name').map((key) => [key, median(rows.map((row) => row[key]))]));

const textOf = (row) =>
  Object.entries(row)
    .filter(([key, value]) => key !== 'name' && value !== undefined)
    .map(([key, value]) => `${key} ${value >= 100 ? Math.round(value) : value.toFixed(2)}`.padEnd(26))
    .join('');

/** User and system time of a process so far, in milliseconds. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND;
}

await runBenchmark({ name: 'bench:cluster', help, parseOptions, show: () => undefined, measure }, process.argv.slice(2));
