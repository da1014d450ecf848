import { readFileSync, readdirSync } from 'node:fs';

const KB_IN_MB = 1_024;

/**
 * What a process holds now.
 * @returns {{ memory: number, descriptors: number } | undefined} memory is resident, in MB; undefined when there is no such process
 */
export function readProcess(pid) {
  try {
    const [, memory] = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return memory && { memory: Number(memory) / KB_IN_MB, descriptors: readdirSync(`/proc/${pid}/fd`).length };
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Looks at a process again and again, until it is told to end. */
export function watch(pid, everyMs, look) {
  const timer = setInterval(() => {
    const now = readProcess(pid);
    if (now) look(now);
  }, everyMs);
  return () => clearInterval(timer);
}
