// What clients that read notice of clients that do not, with RealtimeHub and with plain SignalR: 'npm run bench:slow-readers'. See --help.
import { Problem, bold, red, say } from '../../tests/eng/terminal.mjs';
import { install } from './install.mjs';
import { runBenchmark } from './program.mjs';
import { minutes } from './progress.mjs';
import { faultsOf } from './slow-readers/figures.mjs';
import { help, parseOptions } from './slow-readers/options.mjs';
import { keepResults, readResults, writeResults } from './slow-readers/results.mjs';
import { guess, runAll, stepsOf } from './slow-readers/runs.mjs';
import { printTables } from './slow-readers/tables.mjs';

async function measure(options, machine, command) {
  say(`\n${bold('RealtimeHub')}: what clients that read notice of clients that do not\n`);
  await install(options.servers);
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

const again = (options) => show(readResults(options.from), options);
await runBenchmark({ name: 'bench:slow-readers', help, parseOptions, show: again, measure }, process.argv.slice(2));
