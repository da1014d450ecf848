// What subscribers and publishers notice of background work that computes: 'npm run bench:tasks'. See --help.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bold, dim, red, say } from '../../tests/eng/terminal.mjs';
import { parse, whole } from './arguments.mjs';
import { stayOn } from './cores.mjs';
import { install } from './install.mjs';
import { optionsOf, runTool } from './load-tool.mjs';
import { runBenchmark } from './program.mjs';
import { startServer } from './running-server.mjs';
import { servers } from './servers.mjs';
import { median } from './statistics.mjs';
import { Crew } from './tasks/crew.mjs';
import { writeTable } from './tasks/table.mjs';

const SLACK_SECONDS = 100;
const WARM_UP_SECONDS = 20;
const ALLOWED = 1.5;
const ours = servers.find(({ id }) => id === 'realtimehub-json');

const help = `Usage: npm run bench:tasks [-- OPTIONS]

A broadcast runs on one server, in turn while the server has nothing else to do, and while it works on tasks that compute without a pause: they
read a large CSV file (kind csv-summary). Compared are the latency of events and the time until a publish is answered. The server has one core,
for both, and the load tool the other.

  --tasks N         how many tasks compute at once; default 8
  --connections N   subscribers; default 1000
  --rate N          events a second; default 20
  --seconds N       of each measurement; default 40
  --rounds N        how often each is measured; default 5
  --megabytes N     size of the file; default 200
  --careless        let the tasks compute on the threads of the requests, too (IsHeavy=false), to see what that does
  --help            this text

It ends with 1 when a median is more than ${ALLOWED} times that of the quiet server.`;

function parseOptions(args) {
  const [number, flag] = [{ type: 'string' }, { type: 'boolean' }];
  const known = { tasks: number, connections: number, rate: number, seconds: number, rounds: number, megabytes: number, careless: flag, help: { ...flag, short: 'h' } };
  const values = parse(args, known, help);
  return {
    help: values.help,
    careless: values.careless ?? false,
    tasks: whole('--tasks', values.tasks, 8, 1, 100),
    connections: whole('--connections', values.connections, 1_000, 10, 9_000),
    rate: whole('--rate', values.rate, 20, 1, 1_000),
    seconds: whole('--seconds', values.seconds, 40, 5, 600),
    rounds: whole('--rounds', values.rounds, 5, 1, 100),
    megabytes: whole('--megabytes', values.megabytes, 200, 1, 10_000),
  };
}

async function measure(options, machine) {
  say(`\n${bold('RealtimeHub')}: a broadcast, beside ${options.tasks} tasks that compute\n`);
  await install([ours]);
  const folder = mkdtempSync(join(tmpdir(), 'bench-tasks-'));
  try {
    writeTable(join(folder, 'table.csv'), options.megabytes * 1_000_000);
    const rows = [];
    for (const isHeavy of options.careless ? [true, false] : [true]) rows.push(...(await measureServer(folder, isHeavy, options, machine)));
    tell(rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureServer(folder, isHeavy, options, { cores, files }) {
  const settings = {
    RealtimeHub__Tasks__DataFolder: folder,
    'RealtimeHub__Tasks__Kinds__csv-summary__Workers': options.tasks,
    'RealtimeHub__Tasks__Kinds__csv-summary__IsHeavy': isHeavy,
    RealtimeHub__Access__Keys__crew__Hashes__0: createHash('sha256').update(Crew.key).digest('hex'),
    RealtimeHub__Access__Keys__crew__Scopes__0: 'tasks:*',
  };
  const server = { ...ours, environment: (place) => ({ ...ours.environment(place), ...settings }) };
  const running = await startServer(server, { core: cores.server, files });
  stayOn(cores.load);
  const crew = new Crew(running.options[running.options.indexOf('--publish-url') + 1], options.tasks);
  const rows = [];
  try {
    await warmUp(crew, (seconds) => broadcast(running, { ...options, seconds: 5 }, seconds, { cores, files }));
    for (let round = 1; round <= options.rounds; round++) {
      rows.push(await row('quiet', isHeavy, () => broadcast(running, options, 2, { cores, files })));
      await crew.begin();
      rows.push(await row(`${options.tasks} tasks`, isHeavy, () => broadcast(running, options, 2, { cores, files })));
      await crew.end();
    }
  } finally {
    await running.stop();
  }
  return rows;
}

/** Both of what is compared, until all of its code is compiled. */
async function warmUp(crew, take) {
  await take(WARM_UP_SECONDS);
  await crew.begin();
  await take(WARM_UP_SECONDS);
  await crew.end();
}

async function row(name, isHeavy, take) {
  const { latency, figures, serverUsage } = await take();
  const figure = (wanted) => figures.find((known) => known.name === wanted)?.value;
  const found = { name: isHeavy ? name : `${name}, careless`, 'event p50 ms': latency.p50, 'event p99 ms': latency.p99, 'answer p50 ms': figure('answer-p50'), 'answer p99 ms': figure('answer-p99'), 'core %': serverUsage.cpuPercent };
  say(dim(`  ${textOf(found)}`));
  return found;
}

async function broadcast(running, { connections, rate, seconds }, warmup, machine) {
  const args = ['broadcast', ...running.options, ...optionsOf({ connections, rate, warmup, settle: 0, seconds }), '--allow-faults'];
  const { report, error } = await runTool('tasks-broadcast', args, warmup + seconds + SLACK_SECONDS, machine);
  if (!report) throw new Error(error);
  return report;
}

function tell(rows) {
  const names = [...new Set(rows.map(({ name }) => name))];
  const medians = names.map((name) => ({ name, ...middle(rows.filter((row) => row.name === name)) }));
  say(`\n${bold('Medians')}`);
  for (const row of medians) say(`  ${textOf(row)}`);
  const ratios = Object.keys(medians[0]).filter((key) => key.endsWith('ms')).map((key) => [key.replace(' ms', ''), medians[1][key] / medians[0][key]]);
  say(`\n${bold('Beside the tasks')}, times the quiet server: ${ratios.map(([key, ratio]) => (ratio > ALLOWED ? red : String)(`${key} ${ratio.toFixed(2)}`)).join('   ')}`);
  if (ratios.some(([key, ratio]) => key.endsWith('p99') && ratio > ALLOWED)) process.exitCode = 1;
}

const keysOf = (row) => Object.keys(row).filter((key) => key !== 'name' && row[key] !== undefined);
const middle = (rows) => Object.fromEntries(keysOf(rows[0]).map((key) => [key, median(rows.map((row) => row[key]))]));
const textOf = (row) => `${row.name.padEnd(20)}${keysOf(row).map((key) => `${key} ${row[key].toFixed(2)}`.padEnd(24)).join('')}`;

await runBenchmark({ name: 'bench:tasks', help, parseOptions, show: () => undefined, measure }, process.argv.slice(2));
