// Builds the load tool in Release, and the server when the run starts one, and runs the tool on a core of its own:
// 'npm run load -- broadcast'. Everything after the '--' goes to the tool; see 'npm run load -- --help'.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { listenForStop, onStop } from '../tests/eng/command.mjs';
import { buildDotnet } from '../tests/eng/prepare.mjs';
import { inRepository } from '../tests/eng/repository.mjs';
import { Problem, red, say, step } from '../tests/eng/terminal.mjs';

const server = 'server/RealtimeHub.Server';
const withoutServer = {
  commands: ['compare', 'schema', 'engine-check', 'bars', 'curves'],
  options: ['--help', '-h', '-?', '--url'],
};

const tool = 'load/RealtimeHub.Load';
const program = inRepository('load', 'RealtimeHub.Load', 'bin', 'Release', 'net10.0', 'RealtimeHub.Load.dll');

async function main(args) {
  if (process.platform !== 'linux') throw new Problem('The load tool reads /proc and needs Linux.');
  listenForStop();
  await build(projectsFor(args), args.includes('schema') || args.includes('--quiet-terminal'));
  process.exitCode = await run(args);
}

/** A server is built only for a run that starts one. */
function projectsFor(args) {
  const { commands, options } = withoutServer;
  const startsServer = args.length > 0 && !commands.includes(args[0]) && !args.some((arg) => options.includes(arg.split('=')[0]));
  return [tool, ...(startsServer ? [server] : [])];
}

/** What is asked for without anything around it gets nothing around it. */
async function build(projects, isQuiet) {
  for (const project of projects) {
    const work = () => buildDotnet('load-build', project, 'Release');
    await (isQuiet ? work() : step(project, work));
  }
  if (!isQuiet) say();
}

/** Runs the tool to its end; it stops its server itself when it is told to stop. */
function run(args) {
  const [serverCore, ...others] = cores();
  const clientCores = hasWorkers(args) ? others.join(',') : others[0];
  const pinned = clientCores ? ['taskset', '-c', clientCores] : [];
  const [command, ...rest] = [...pinned, 'dotnet', program, ...args];
  const child = spawn(command, rest, {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(clientCores ? { LOAD_SERVER_CORE: serverCore, LOAD_CLIENT_CORE: clientCores } : {}),
      // One thread that reads all sockets and handles what it reads is the cheapest client on one core.
      DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS: '1',
    },
  });
  onStop(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** Several processes that hold connections share all cores but that of the server. */
const hasWorkers = (args) => args.some((arg) => arg.split('=')[0] === '--workers');

/** The cores that we may use, or none when there are not two or nothing can be pinned to them. */
function cores() {
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  const list = allowed.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
  });
  return list.length >= 2 && spawnSync('taskset', ['--version']).status === 0 ? list : [];
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(red(error.message));
  process.exitCode = 1;
}
