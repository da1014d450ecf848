import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join, relative } from 'node:path';
import { logFolder, root } from './repository.mjs';
import { Problem } from './terminal.mjs';

const MINUTE = 60_000;
const LINES_SHOWN = 80;
const posix = process.platform !== 'win32';
const running = new Set();

/** The npm that started us, or the one on the path. */
export function npm(...args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, [cli, ...args]] : [posix ? 'npm' : 'npm.cmd', args];
}

/** The first line that a program prints, or undefined when it cannot be run or fails. */
export function firstLineOf(program, args) {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', shell: !posix });
  return result.status === 0 ? result.stdout.trim().split('\n')[0] : undefined;
}

/**
 * Runs a program to its end with its output in a file. A file and not a pipe: compiler servers that outlive the build
 * would keep a pipe open, and we would wait for them.
 * @param {string} name of the log file, without extension
 * @param {[string, string[]]} command
 * @param {{ cwd?: string, env?: Record<string, string>, limitMs?: number, givesWay?: boolean }} options default limit: 15 minutes; whether it gets only
 *   what others leave of the processor
 * @returns {Promise<{ code: number, timedOut: boolean, log: string }>}
 */
export function run(name, [program, args], { cwd = root, env = {}, limitMs = 15 * MINUTE, givesWay = false } = {}) {
  mkdirSync(logFolder, { recursive: true });
  const log = join(logFolder, `${name}.log`);
  const output = openSync(log, 'w');
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1', NO_COLOR: '1', ...env },
    stdio: ['ignore', output, output],
    detached: posix, // a group of its own, so that all of it can be stopped
    shell: program.endsWith('.cmd'),
  });
  closeSync(output);
  running.add(child);
  if (givesWay && child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      stopTree(child);
    }, limitMs);
    const finish = () => {
      clearTimeout(timer);
      running.delete(child);
    };
    child.once('error', (error) => {
      finish();
      reject(new Problem(`Cannot run ${program}: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      finish();
      resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), timedOut, log });
    });
  });
}

/** Like run, for what has to succeed: otherwise a problem that shows the end of the output. */
export async function runOrFail(name, command, options) {
  const result = await run(name, command, options);
  if (result.code === 0) return result;
  const what = [command[0].split('/').at(-1), ...command[1]].join(' ');
  throw new Problem(`${what} ended with code ${result.code}${result.timedOut ? ' (took too long)' : ''}:\n\n${endOf(result.log)}`);
}

/** The last lines of a log, and where all of it is. */
export function endOf(log, lines = LINES_SHOWN) {
  const all = readFileSync(log, 'utf8').trimEnd().split('\n');
  return `${all.slice(-lines).join('\n')}\n(all output: ${relative(root, log)})`;
}

let whenStopped = (signal) => {
  for (const child of running) stopTree(child);
  process.exit(128 + constants.signals[signal]);
};

/**
 * Ends when we are told to end, and what we started with us: nothing may stay behind. Under npm a shell stands between npm
 * and us that does not pass signals on but dies of them, so its end counts as a signal too.
 */
export function listenForStop() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => whenStopped(signal));
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    whenStopped('SIGTERM');
  }, 500);
  watch.unref();
}

/** What to do from now on instead of ending at once. */
export function onStop(handler) {
  whenStopped = handler;
}

function stopTree(child) {
  try {
    if (posix) process.kill(-child.pid, 'SIGKILL');
    else spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it was quicker
  }
}
