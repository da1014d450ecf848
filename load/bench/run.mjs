// Measures RealtimeHub and its peers side by side: 'npm run bench'. See --help.
import { bold, say } from '../../tests/eng/terminal.mjs';
import { runAll } from './campaign.mjs';
import { install, versionsOf } from './install.mjs';
import { help, parseOptions } from './options.mjs';
import { stepsOf } from './plan.mjs';
import { runBenchmark } from './program.mjs';
import { keepResults, readResults, writeResults } from './results.mjs';
import { smoke } from './smoke.mjs';
import { summarise } from './summary.mjs';
import { printTables } from './terminal-tables.mjs';

async function begin(options, machine, command) {
  say(`\n${bold('RealtimeHub')}: benchmark of ${options.servers.map(({ id }) => id).join(', ')}\n`);
  const leftOut = await install(options.servers);
  if (options.smoke) process.exitCode = (await smoke(options.servers, leftOut, machine)) > 0 ? 1 : 0;
  else await measure(options, leftOut, machine, command);
}

async function measure(options, leftOut, machine, command) {
  const { rounds, seconds, warmup, servers, shapes } = options;
  const bench = { version: 1, startedAt: new Date().toISOString(), command, rounds, seconds, warmup, shapes, ...namesOf(servers, leftOut) };
  const steps = stepsOf({ ...options, servers: servers.filter(({ id }) => !leftOut.has(id)) });
  // What is known is kept after each step: half an hour should not be lost for its last minute.
  const runs = await runAll(steps, machine, (known) => keepResults({ ...bench, runs: known }));
  await show({ ...bench, runs }, options);
}

/** What the results have to tell of the servers beside figures. */
function namesOf(servers, leftOut) {
  const versions = versionsOf(servers);
  return { servers: servers.map(({ id, name, ours }) => ({ id, name, ours, version: versions.get(id), leftOut: leftOut.get(id) })) };
}

async function show(bench, options) {
  const rows = summarise(bench);
  printTables(rows, bench.shapes);
  await writeResults(bench, rows, options);
}

const again = (options) => show(readResults(options.from), options);
await runBenchmark({ name: 'bench', help, parseOptions, show: again, measure: begin }, process.argv.slice(2));
