// Builds the load tool and both servers in Release, and runs the tool on a core of its own: 'npm run load:connections',
// 'npm run load:slow-readers'. The first argument is the scenario.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { listenForStop, onStop } from '../tests/eng/command.mjs';
import { buildDotnet } from '../tests/eng/prepare.mjs';
import { inRepository } from '../tests/eng/repository.mjs';
import { Problem, red, say, step } from '../tests/eng/terminal.mjs';

const program = inRepository('load', 'ManyConnections', 'bin', 'Release', 'net10.0', 'ManyConnections.dll');
const projects = ['load/ManyConnections', 'load/PlainSignalR', 'server/RealtimeHub.Server'];

async function main(args) {
  if (process.platform !== 'linux') throw new Problem('The load tool reads /proc and needs Linux.');
  listenForStop();
  for (const project of args.includes('--help') ? projects.slice(0, 1) : projects) {
    await step(project, () => buildDotnet('load-build', project, 'Release'));
  }
  say();
  process.exitCode = await run(args);
}

/** Runs the tool to its end; it stops its server itself when it is told to stop. */
function run(args) {
  const [server, client] = cores();
  const pinned = client === undefined ? [] : ['taskset', '-c', client];
  const [command, ...rest] = [...pinned, 'dotnet', program, ...args];
  const child = spawn(command, rest, {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(client === undefined ? {} : { LOAD_SERVER_CORE: server, LOAD_CLIENT_CORE: client }),
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

/** The first two cores that we may use, or none when there are not two or nothing can be pinned to them. */
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
