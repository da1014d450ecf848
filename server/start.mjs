// Builds and runs the development server from a fresh clone: 'npm start'.
import { createServer } from 'node:net';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenForStop, onStop } from '../tests/eng/command.mjs';
import { buildDotnet, buildWebClient, checkTools, installPackages } from '../tests/eng/prepare.mjs';
import { inRepository } from '../tests/eng/repository.mjs';
import { Problem, bold, cyan, red, say, seconds, step } from '../tests/eng/terminal.mjs';

const project = inRepository('server', 'RealtimeHub.Server');
const program = inRepository('server', 'RealtimeHub.Server', 'bin', 'Release', 'net10.0', 'RealtimeHub.Server.dll');
const START_LIMIT_MS = 60_000;

const help = `Usage: npm start [-- OPTIONS] [-- SETTINGS OF THE SERVER]

Installs the npm packages, builds the web client and the server where something changed, and runs the server
in the Development environment. Clients and publishers on this machine then need no key.

  --urls ADDRESS     where to listen (default http://localhost:5080)
  --help             this text

The environment variable PORT changes the port alone: PORT=8080 npm start
Everything else is passed on to the server, for example:
  npm start -- --RealtimeHub:Sources:HostMetrics:Enabled=false
Ctrl+C stops the server.`;

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) return say(help);
  const { urls, rest } = readArguments(args);
  const address = reachable(urls.split(';')[0]);

  say(`\n${bold('RealtimeHub')}: development server\n`);
  listenForStop();
  await step('tools', checkTools);
  await requireFree(address);
  await step('npm packages', installPackages);
  await step('web client', buildWebClient);
  await step('server', () => buildDotnet('server-build', 'server/RealtimeHub.Server', 'Release'));
  say();
  process.exitCode = await serve(urls, rest, address);
}

/** Takes out --urls, in both ways of writing it; the rest belongs to the server. */
function readArguments(args) {
  const port = process.env.PORT;
  if (port !== undefined && !(/^\d+$/.test(port) && port >= 1 && port <= 65_535)) throw new Problem(`PORT=${port} is not a port: 1 to 65535.`);
  let urls = `http://localhost:${port ?? 5080}`;
  const rest = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--') continue;
    if (args[i] === '--urls') urls = args[++i] ?? '';
    else if (args[i].startsWith('--urls=')) urls = args[i].slice('--urls='.length);
    else rest.push(args[i]);
  }
  return { urls, rest };
}

/** An address of this machine for one that the server listens on: http://*:80 cannot be opened. */
function reachable(url) {
  try {
    return new URL(url.replace(/\/\/(\*|\+|0\.0\.0\.0|\[::\])/, '//localhost'));
  } catch {
    throw new Problem(`'${url}' is not an address. Write it like --urls http://localhost:8080`);
  }
}

async function requireFree(address) {
  const port = Number(address.port || (address.protocol === 'https:' ? 443 : 80));
  const error = (await tryListen(port, '127.0.0.1')) ?? (await tryListen(port, '::1'));
  if (error?.code === 'EADDRINUSE') {
    throw new Problem(
      `Port ${port} is in use by another program, perhaps a RealtimeHub that still runs.\n` +
        `Stop that one, or choose another port: PORT=${port + 1 > 65_535 ? 5080 : port + 1} npm start`,
    );
  }
  if (error?.code === 'EACCES') throw new Problem(`Port ${port} needs more rights. Choose one above 1023: PORT=8080 npm start`);
}

function tryListen(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

/** Runs the server until it ends; its folder is the working directory, where its settings and pages are. */
async function serve(urls, rest, address) {
  const started = performance.now();
  const server = spawn('dotnet', [program, '--urls', urls, ...rest], {
    cwd: project,
    env: { DOTNET_NOLOGO: '1', ASPNETCORE_ENVIRONMENT: 'Development', ...process.env },
    stdio: 'inherit',
  });
  let stopping = false;
  // In a terminal Ctrl+C reaches the server too; being told twice does it no harm, and then everybody waits for its clean end.
  onStop(() => {
    stopping = true;
    server.kill('SIGTERM');
  });
  const ended = new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
  if (await answers(address, ended)) say(`  ${bold('Open')} ${cyan(address.href)}  (ready after ${seconds(performance.now() - started)}; Ctrl+C stops it)\n`);
  const code = await ended;
  if (stopping) return 0;
  throw new Problem(`The server ended by itself, with code ${code}. Its last lines above say why.`);
}

async function answers(address, ended) {
  let running = true;
  ended.then(() => (running = false), () => (running = false));
  const limit = performance.now() + START_LIMIT_MS;
  while (running && performance.now() < limit) {
    const ready = await fetch(new URL('/health/ready', address), { signal: AbortSignal.timeout(2_000) }).then((r) => r.ok, () => false);
    if (ready) return true;
    await sleep(100);
  }
  return false;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(`\n${red(error.message)}\n`);
  process.exitCode = 1;
}
