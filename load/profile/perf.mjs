import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { run } from '../../tests/eng/command.mjs';
import { Problem } from '../../tests/eng/terminal.mjs';
import { readFrame } from './frame.mjs';

// A prime, so that nothing that happens in whole milliseconds is always or never seen.
const SAMPLES_A_SECOND = 997;

export function requirePerf() {
  if (process.platform !== 'linux') throw new Problem('Profiles are made with perf, and need Linux.');
  if (spawnSync('perf', ['--version']).status !== 0) throw new Problem('perf is missing: apt-get install linux-perf');
}

/** Looks at what a process does, on all of its threads, for some seconds. Time in the kernel is part of it when we may see it. */
export async function record(pid, seconds, file) {
  const options = ['-e', 'cpu-clock', '-F', String(SAMPLES_A_SECOND), '-g', '-p', String(pid), '-o', file];
  // Nice: when a thread of the process ends meanwhile, perf looks at it again and again, and must not take the server's core.
  const command = ['-n', '19', 'perf', 'record', ...options, '--', 'sleep', String(seconds)];
  const { code, log } = await run('perf-record', ['nice', command]);
  if (code !== 0) {
    throw new Problem(`perf may not look at process ${pid} (${log}). Run this as root, or: sysctl kernel.perf_event_paranoid=1 kernel.kptr_restrict=0`);
  }
}

/** All samples of a recording, each with the name of its thread and its stack, the innermost frame first. */
export async function* samplesOf(file) {
  const perf = spawn('perf', ['script', '-i', file, '-F', 'comm,ip,sym,dso'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let sample;
  for await (const line of createInterface({ input: perf.stdout })) {
    if (line === '') {
      if (sample?.frames.length > 0) yield sample;
      sample = undefined;
    } else if (sample) {
      sample.frames.push(readFrame(line));
    } else {
      sample = { thread: line.trim(), frames: [] };
    }
  }
  if (sample?.frames.length > 0) yield sample;
}
