import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Problem } from '../../tests/eng/terminal.mjs';

const MOST_FILES = 65_536;

/** The first two cores that we may use: one for the server, one for the load tool. */
export function twoCores() {
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  const list = allowed.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
  });
  if (list.length < 2) throw new Problem('The benchmark needs two cores: one for the server, one for the load tool.');
  for (const tool of ['taskset', 'prlimit']) {
    if (spawnSync(tool, ['--version']).status !== 0) throw new Problem(`The benchmark needs ${tool} (Debian package util-linux).`);
  }
  return { server: list[0], load: list[1] };
}

/** How many files a server may open. More than this is of no use, and some servers keep a table of all that they may. */
export function openFiles() {
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))[1];
  return hard === 'unlimited' ? MOST_FILES : Math.min(Number(hard), MOST_FILES);
}

/** The command, on one core and with many open files. It keeps the process id. */
export const pinned = (core, files, [program, args]) => [
  'taskset',
  ['-c', core, 'prlimit', `--nofile=${files}:${files}`, program, ...args],
];

/** Keeps this process, whatever it does beside a measurement, away from the core of the server. */
export function stayOn(core) {
  const { status, stderr } = spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', core, String(process.pid)], { encoding: 'utf8' });
  if (status !== 0) throw new Problem(`taskset: ${stderr.trim()}`);
}
