import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Problem } from '../../../tests/eng/terminal.mjs';
import { accepts, freePort } from '../running-server.mjs';

const START_LIMIT_MS = 10_000;
const PAUSE_MS = 20;

/**
 * Starts Redis as a careful operator would: with an append-only file that is written every second.
 * @param {string} core on which it runs
 */
export async function startRedis(core) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-redis-'));
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
  const child = spawn('taskset', ['-c', core, 'redis-server', ...options], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  for (const giveUp = Date.now() + START_LIMIT_MS; !(await accepts(port)); await delay(PAUSE_MS)) {
    if (Date.now() > giveUp || child.exitCode !== null) throw new Problem('redis-server does not start (Debian package redis-server).');
  }
  return {
    pid: child.pid,
    configuration: `127.0.0.1:${port}`,
    /** How often a command was called so far, by scripts too. */
    async calls(command) {
      const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(port), 'INFO', 'commandstats']);
      return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
    },
    async stop() {
      kill();
      await ended;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
