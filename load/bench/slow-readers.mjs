// What clients that read notice of clients that do not, with RealtimeHub and with plain SignalR: 'npm run bench:slow-readers'. See --help.
import { listenForStop } from '../../tests/eng/command.mjs';
import { Problem, bold, dim, red, say, seconds } from '../../tests/eng/terminal.mjs';
import { openFiles, twoCores } from './cores.mjs';
import { install } from './install.mjs';
import { minutes } from './progress.mjs';
import { faultsOf } from './slow-readers/figures.mjs';
import { help, parseOptions } from './slow-readers/options.mjs';
import { keepResults, readResults, writeResults } from './slow-readers/results.mjs';
import { guess, runAll, stepsOf } from './slow-readers/runs.mjs';
import { printTables } from './slow-readers/tables.mjs';

async function main(args) {
  const options = parseOptions(args);
  if (options.help) return say(help);
  if (process.platform !== 'linux') throw new Problem('The benchmark reads /proc and needs Linux.');
  listenForStop();
  if (options.from) return show(readResults(options.from), options);
  const started = performance.now();
  const machine = { cores: twoCores(), files: openFiles() };
  say(`\n${bold('RealtimeHub')}: what clients that read notice of clients that do not\n`);
  await install(options.servers);
  const command = ['npm run bench:slow-readers', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  await measure(options, machine, command);
  say(`\n${dim(`in ${seconds(performance.now() - started)}`)}`);
}

async function measure(options, machine, command) {
  const { plan, settings, rounds, servers } = options;
  const bench = { version: 1, startedAt: new Date().toISOString(), command, plan, settings, rounds, servers: servers.map(({ id, name, ours }) => ({ id, name, ours })) };
  const steps = stepsOf(options);
  say(`\n${steps.length} measurements, about ${minutes(steps.length * guess(plan))}\n`);
  const runs = await runAll(steps, plan, machine, (known) => keepResults({ ...bench, runs: known }));
  await show({ ...bench, runs }, options);
}

async function show(bench, options) {
  if (!bench.runs.some((run) => run.report)) throw new Problem('No server could be measured.');
  printTables(bench);
  await writeResults(bench, options);
  const faults = faultsOf(bench);
  faults.forEach((fault) => say(red(fault)));
  process.exitCode = faults.length > 0 ? 1 : 0;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(red(error.message));
  process.exitCode = 1;
}
