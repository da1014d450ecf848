// Measures RealtimeHub and its peers side by side: 'npm run bench'. See --help.
import { listenForStop } from '../../tests/eng/command.mjs';
import { Problem, bold, dim, red, say, seconds } from '../../tests/eng/terminal.mjs';
import { runAll } from './campaign.mjs';
import { openFiles, twoCores } from './cores.mjs';
import { install, versionsOf } from './install.mjs';
import { help, parseOptions } from './options.mjs';
import { stepsOf } from './plan.mjs';
import { keepResults, readResults, writeResults } from './results.mjs';
import { smoke } from './smoke.mjs';
import { summarise } from './summary.mjs';
import { printTables } from './terminal-tables.mjs';

async function main(args) {
  const options = parseOptions(args);
  if (options.help) return say(help);
  if (process.platform !== 'linux') throw new Problem('The benchmark reads /proc and needs Linux.');
  listenForStop();
  if (options.from) return show(readResults(options.from), options);
  const started = performance.now();
  const machine = { cores: twoCores(), files: openFiles() };
  say(`\n${bold('RealtimeHub')}: benchmark of ${options.servers.map(({ id }) => id).join(', ')}\n`);
  const leftOut = await install(options.servers);
  if (options.smoke) process.exitCode = (await smoke(options.servers, leftOut, machine)) > 0 ? 1 : 0;
  else await measure(options, leftOut, machine, ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '));
  say(`\n${dim(`in ${seconds(performance.now() - started)}`)}`);
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

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(red(error.message));
  process.exitCode = 1;
}
