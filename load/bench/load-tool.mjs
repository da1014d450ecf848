import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from '../../tests/eng/command.mjs';
import { root } from '../../tests/eng/repository.mjs';
import { pinned } from './cores.mjs';
import { benchFolder, loadProgram } from './programs.mjs';

/** What opening connections, waiting for stragglers and writing the report may take on top. */
const SLACK_SECONDS = 100;

/**
 * Drives a running server once.
 * @param {{ shape: object, server: object, warmup: number, seconds: number }} step
 * @param {{ options: string[] }} running the server
 * @param {{ cores: { server: string, load: string }, files: number }} machine
 * @param {string[]} more options of the tool
 * @returns {Promise<{ report?: object, error?: string, code: number }>} a report, or why there is none
 */
export async function drive({ shape, server, warmup, seconds }, running, machine, more = ['--allow-faults']) {
  const { connections, rate } = shape;
  const idle = shape.scenario === 'idle';
  const topics = shape.topics > 1 ? shape.topics : undefined;
  // Memory matters in the idle shape alone.
  const numbers = { connections, topics, rate, warmup: idle ? undefined : warmup, settle: idle ? undefined : 0, seconds };
  const args = [shape.scenario, ...running.options, ...optionsOf(numbers), ...more];
  return runTool(`${server.id}-${shape.id}`, args, warmup + seconds + SLACK_SECONDS, machine);
}

/** Numbers as options of the tool; those that are not known are left to it. */
export const optionsOf = (numbers) =>
  Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));

/**
 * Runs the tool on its core.
 * @param {string} name of the report and the log
 * @param {string[]} args scenario and options
 * @param {number} limit in seconds
 * @param {{ cores: { server: string, load: string }, files: number }} machine
 * @returns {Promise<{ report?: object, error?: string, code: number }>} a report, or why there is none
 */
export async function runTool(name, args, limit, { cores, files }) {
  const json = join(benchFolder, `${name}.json`);
  rmSync(json, { force: true });
  const limitMs = limit * 1_000;
  const whole = ['dotnet', [loadProgram, ...args, '--quiet-terminal', '--json', json]];
  const { code, timedOut, log } = await run(`bench-load-${name}`, pinned(cores.load, files, whole), {
    env: environmentOf(cores),
    limitMs,
  });
  if (existsSync(json)) return { code, report: JSON.parse(readFileSync(json, 'utf8')) };
  return { code, error: timedOut ? `not done after ${limitMs / 1_000} s` : reasonIn(log) };
}

/** What the tool said last, without the places in its code. */
function reasonIn(log) {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('   at '));
  return `${lines.at(-1)?.trim() ?? 'it said nothing'} (${relative(root, log)})`;
}

/** By these the report tells where both ran. */
const environmentOf = ({ server, load }) => ({ LOAD_SERVER_CORE: server, LOAD_CLIENT_CORE: load });
