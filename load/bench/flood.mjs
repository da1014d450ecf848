// How much CPU one client can take that calls as fast as it can, with the limits and without: 'npm run bench:flood'. See --help.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { bold, dim, say } from '../../tests/eng/terminal.mjs';
import { chosen, parse, whole } from './arguments.mjs';
import { flood } from './flood/attacker.mjs';
import { install } from './install.mjs';
import { runBenchmark } from './program.mjs';
import { startServer } from './running-server.mjs';
import { servers } from './servers.mjs';
import { median } from './statistics.mjs';
import { variants } from './variants.mjs';

const WARM_CALLS = 20_000;
const QUIET_MS = 1_000;
const TICKS_A_SECOND = 100;

const all = [...servers, ...variants].filter(({ id }) => ['realtimehub-json', 'realtimehub-json-unlimited'].includes(id));

const help = `Usage: npm run bench:flood [-- OPTIONS]

One client sends small calls in frames of 32 KiB, as fast as the server reads them. Shown is the CPU that the server spends on it,
with the limits that it comes with and without any. The server has a core of its own.

  --calls N     calls of one flood; default 100000
  --rounds N    how often each is measured, in turn; default 3
  --stubborn N  for how many seconds a client comes back at once whenever it is thrown out; default 5
  --help        this text`;

function parseOptions(args) {
  const number = { type: 'string' };
  const values = parse(args, { calls: number, rounds: number, stubborn: number, only: number, help: { type: 'boolean', short: 'h' } }, help);
  return {
    help: values.help,
    servers: chosen('--only', values.only, all),
    calls: whole('--calls', values.calls, 100_000, 1_000, 10_000_000),
    rounds: whole('--rounds', values.rounds, 3, 1, 100),
    stubborn: whole('--stubborn', values.stubborn, 5, 1, 60),
  };
}

async function measure(options, machine) {
  say(`\n${bold('RealtimeHub')}: one client that calls as fast as it can\n`);
  await install(options.servers);
  const rows = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const server of options.servers) rows.push(await measureOne(server, options, machine));
  }
  say(`\n${'server'.padEnd(26)}${['calls sent', 'answered', 'CPU ms', 'core % if stubborn', 'closed with'].map((text) => text.padStart(20)).join('')}`);
  for (const { name } of options.servers) say(lineOf(name, rows.filter((row) => row.name === name)));
  say(dim('\nMedians. A call that is refused is answered, too: with 108 and a time.'));
}

async function measureOne(server, { calls, stubborn }, { cores, files }) {
  const running = await startServer({ ...server, environment: (place) => ({ ...server.environment(place), ...counted }) }, { core: cores.server, files });
  try {
    const url = running.options[running.options.indexOf('--url') + 1].replace('http', 'ws');
    await flood(url, WARM_CALLS);
    await delay(QUIET_MS);
    const before = cpuOf(running.pid);
    const once = await flood(url, calls);
    const cpu = cpuOf(running.pid) - before;
    await delay(QUIET_MS);
    return { name: server.name, cpu, ...once, share: await shareOf(running.pid, url, calls, stubborn) };
  } finally {
    await running.stop();
  }
}

/** Addresses on this machine have no limits of their own unless that is said. */
const counted = { RealtimeHub__Limits__CountLoopback: 'true' };

async function shareOf(pid, url, calls, seconds) {
  const [started, before] = [performance.now(), cpuOf(pid)];
  while (performance.now() - started < seconds * 1_000) await flood(url, calls);
  return (cpuOf(pid) - before) / (performance.now() - started);
}

function lineOf(name, rows) {
  const of = (pick) => median(rows.map(pick));
  const cells = [of((r) => r.sent), of((r) => r.answered), Math.round(of((r) => r.cpu)), Math.round(100 * of((r) => r.share)), rows.at(-1).code ?? 'nothing'];
  return `${name.padEnd(26)}${cells.map((cell) => String(cell).padStart(20)).join('')}`;
}

/** User and system time of a process so far, in milliseconds. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND;
}

await runBenchmark({ name: 'bench:flood', help, parseOptions, show: () => undefined, measure }, process.argv.slice(2));
