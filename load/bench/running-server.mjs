import { spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endOf } from '../../tests/eng/command.mjs';
import { logFolder, root } from '../../tests/eng/repository.mjs';
import { pinned } from './cores.mjs';

const START_LIMIT_MS = 60_000;
const PAUSE_MS = 50;
const STOP_LIMIT_MS = 10_000;
const [LOWEST_PORT, HIGHEST_PORT] = [16_384, 32_767];

/** The servers that run now. */
const current = new Set();

// Whatever ends us, they end with us.
process.on('exit', () => current.forEach((running) => running.kill()));

/** A server that did not start, or ended. */
export class ServerProblem extends Error {}

/**
 * Starts a server in a group of its own and waits until it takes connections.
 * @param {object} server of `servers`
 * @param {{ core: string, files: number, key?: string }} machine where it runs, how many files it may open, and the key of its publishers
 */
export async function startServer(server, { core, files, key = randomUUID() }) {
  const place = {
    port: await freePort(),
    publishPort: await freePort(),
    key,
    openFiles: files,
    folder: mkdtempSync(join(tmpdir(), `bench-${server.id}-`)),
  };
  mkdirSync(logFolder, { recursive: true });
  const log = join(logFolder, `bench-${server.id}.log`);
  const output = openSync(log, 'w');
  const [program, args] = pinned(core, files, server.command(place));
  const child = spawn(program, args, {
    cwd: server.folder ?? root,
    env: environmentOf(server, place),
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const running = new RunningServer(server, place, child, log);
  current.add(running);
  try {
    await running.ready();
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

// As on a production machine: what this run's own environment says to Node, Python or .NET is not for the servers.
function environmentOf(server, place) {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|DOTNET_(?!ROOT|CLI)|ASPNETCORE_|PYTHON)/.test(name));
  return { ...Object.fromEntries(own), PYTHONDONTWRITEBYTECODE: '1', ...server.environment?.(place) };
}

class RunningServer {
  #child;
  #ended;
  #log;
  #place;
  #server;

  constructor(server, place, child, log) {
    [this.#server, this.#place, this.#child, this.#log] = [server, place, child, log];
    this.#ended = new Promise((resolve) => {
      child.once('error', resolve);
      child.once('exit', resolve);
    });
  }

  /** What the load tool has to know of it, as options. */
  get options() {
    const publishUrl = this.#server.publishUrl?.(this.#place) ?? `http://127.0.0.1:${this.#place.port}`;
    const target = ['--url', this.#server.url(this.#place), '--publish-url', publishUrl, '--dialect', this.#server.dialect];
    return [...target, '--api-key', this.#place.key, '--pid', String(this.#child.pid), '--name', this.#server.name];
  }

  get pid() {
    return this.#child.pid;
  }

  /** The file that holds what it prints. */
  get log() {
    return this.#log;
  }

  get hasEnded() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get lastLines() {
    return endOf(this.#log, 5);
  }

  async ready() {
    const ports = this.#server.publishUrl ? [this.#place.port, this.#place.publishPort] : [this.#place.port];
    const giveUp = Date.now() + START_LIMIT_MS;
    for (const port of ports) {
      while (!(await accepts(port))) {
        if (this.hasEnded || this.#child.pid === undefined) throw new ServerProblem(`it ended:\n${this.lastLines}`);
        if (Date.now() > giveUp) throw new ServerProblem(`it takes no connections after ${START_LIMIT_MS / 1000} s:\n${this.lastLines}`);
        await delay(PAUSE_MS);
      }
    }
  }

  /** Nothing of it is kept: there is no state to be saved by a slow, clean end. */
  async stop() {
    this.kill();
    await Promise.race([this.#ended, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
    current.delete(this);
    rmSync(this.#place.folder, { recursive: true, force: true });
  }

  kill() {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

export function accepts(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** One below those that the kernel gives to outgoing connections, of which one could take it before the server does. */
export async function freePort() {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (await isFree(port)) return port;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const listener = createServer();
    listener.once('error', () => resolve(false));
    listener.listen({ port, host: '127.0.0.1' }, () => listener.close(() => resolve(true)));
  });
}
