import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildDotnet } from '../../../tests/eng/prepare.mjs';
import { logFolder } from '../../../tests/eng/repository.mjs';
import { Problem, step } from '../../../tests/eng/terminal.mjs';
import { openFiles, twoCores } from '../cores.mjs';
import { optionsOf, runTool } from '../load-tool.mjs';
import { benchFolder, loadProject } from '../programs.mjs';
import { startServer } from '../running-server.mjs';
import { servers } from '../servers.mjs';
import { firstLoad, limits, planOf } from './plan.mjs';
import { readProcess, watch } from './process.mjs';
import { judge } from './verdict.mjs';

const LOOK_MS = 10_000;
const LOOKS_SHOWN = 30;

/** What connecting, waiting for stragglers and writing the report may take, in seconds. */
const SLACK = 240;

const server = servers.find(({ id }) => id === 'realtimehub-json');

/**
 * Loads a server for a long time as a busy day does, and looks whether it loses an event or keeps what it should let go.
 * @param {{ minutes: number, tell: (progress: string) => void }} options
 * @returns {Promise<import('../../../tests/eng/testing/campaigns.mjs').Outcome>}
 */
export async function runSoak({ minutes, tell }) {
  if (process.platform !== 'linux') throw new Problem('The soak reads /proc and needs Linux.');
  for (const project of [loadProject, ...server.needs.dotnet]) await step(project, () => buildDotnet('soak-build', project, 'Release'));
  mkdirSync(benchFolder, { recursive: true });
  const machine = { cores: twoCores(), files: openFiles() };
  const running = await startServer(server, { core: machine.cores.server, files: machine.files });
  try {
    return await load(running, { minutes, tell, machine });
  } finally {
    await running.stop();
  }
}

async function load(running, { minutes, tell, machine }) {
  await runTool('soak-first', ['churn', ...running.options, ...optionsOf(firstLoad)], SLACK, machine);
  const before = await calm(running.pid);
  const stopWatching = watch(running.pid, LOOK_MS, show(minutes, tell));
  const args = ['mixed', ...running.options, ...optionsOf(planOf(minutes)), '--allow-faults'];
  const { report, error } = await runTool('soak', args, minutes * 60 + SLACK, machine).finally(stopWatching);
  if (running.hasEnded) return broken(`the server ended: ${running.lastLines}`);
  if (!report) return broken(`the load tool: ${error}`);
  const after = await settle(running.pid, before.descriptors + limits.descriptors);
  return outcome(judge({ minutes, report, before, after, errors: errorsOf(running.log) }));
}

/** Tells some thirty times in a run how it stands. */
function show(minutes, tell) {
  const every = Math.max(1, Math.round((minutes * 60_000) / LOOK_MS / LOOKS_SHOWN));
  let looks = 0;
  return ({ memory, descriptors }) => {
    looks++;
    if (looks % every === 0) tell(`${(looks * LOOK_MS) / 1_000} s: ${Math.round(memory)} MB, ${descriptors} descriptors`);
  };
}

/** What the server holds when its first clients have left: the same twice. */
async function calm(pid) {
  let last = readProcess(pid);
  for (;;) {
    await delay(1_000);
    const now = readProcess(pid);
    if (!now) throw new Problem('The server ended before the soak began.');
    if (now.descriptors === last.descriptors) return now;
    last = now;
  }
}

/** What the server holds when it has let go of its clients, or does not do it in time. */
async function settle(pid, enough) {
  const giveUp = performance.now() + limits.patience * 1_000;
  for (;;) {
    const now = readProcess(pid);
    if (now.descriptors <= enough || performance.now() > giveUp) return now;
    await delay(200);
  }
}

/** In Production each line is an event in JSON, with a level when it is not just information. */
const errorsOf = (log) => readFileSync(log, 'utf8').split('\n').filter((line) => /"@l":"(Error|Fatal)"/.test(line));

function outcome(checks) {
  const failed = checks.filter((check) => check.failed);
  const reason = failed.map(({ name, value }) => `${name}: ${value}`).join('; ');
  const results = checks.map(({ name, value, failed: isBad }) => `${name.padEnd(12)} ${isBad ? 'FAILED' : 'fine'.padEnd(6)}  ${value}`);
  const counted = { passed: checks.length - failed.length, failed: failed.length };
  return { counted: failed.length > 0 ? { ...counted, reason, log: toolLog } : counted, results };
}

const toolLog = join(logFolder, 'bench-load-soak.log');
const broken = (reason) => ({ counted: { passed: 0, failed: 1, reason }, results: [reason] });
