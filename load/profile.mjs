// Runs the load tool and looks at what its server does meanwhile: 'npm run profile'. The tables go to the terminal and, with all stacks,
// to artifacts/profile.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { listenForStop, onStop } from '../tests/eng/command.mjs';
import { inRepository, root } from '../tests/eng/repository.mjs';
import { Problem, bold, red, say } from '../tests/eng/terminal.mjs';
import { record, requirePerf, samplesOf } from './profile/perf.mjs';
import { writeReport, writeSpeedscope } from './profile/report.mjs';
import { enablePerfMap, findProgram, serverEnvironment } from './profile/runtime.mjs';
import { Tally } from './profile/tally.mjs';

const tool = inRepository('load', 'run.mjs');
const defaultLoad = ['broadcast', '--connections', '2000', '--rate', '10', '--warmup', '30', '--seconds', '30'];
const LOOK_EVERY_MS = 250;

const help = `Usage: npm run profile [-- OPTIONS] [-- LOAD]

Runs the load tool and records where its server spends its CPU time: the kernel's send, WebSocket framing, pipes,
SignalR, RealtimeHub's fan-out, and the methods that take most. Needs Linux and perf (apt-get install linux-perf).

  --after N       seconds from the start of the server to the recording (default 45)
  --seconds N     how long to record (default 15)
  --program FILE  the server's program (default RealtimeHub.Server.dll)
  --help          this text

LOAD is what the load tool is run with, and has to last long enough. By default:
  ${defaultLoad.join(' ')}`;

async function main(args) {
  const split = args.indexOf('--');
  const { values } = parseArgs({
    args: split < 0 ? args : args.slice(0, split),
    options: {
      after: { type: 'string', default: '45' },
      seconds: { type: 'string', default: '15' },
      program: { type: 'string', default: 'RealtimeHub.Server.dll' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return say(help);
  requirePerf();
  listenForStop();
  const { program } = values;
  await profile(split < 0 ? defaultLoad : args.slice(split + 1), { program, after: secondsOf('after', values), seconds: secondsOf('seconds', values) });
}

function secondsOf(name, values) {
  const seconds = Number(values[name]);
  if (!(seconds > 0)) throw new Problem(`--${name} is a number of seconds, not '${values[name]}'.`);
  return seconds;
}

async function profile(load, { after, seconds, program }) {
  const folder = inRepository('artifacts', 'profile');
  mkdirSync(folder, { recursive: true });
  const recording = join(folder, 'perf.data');
  const running = startLoad(load);
  const pid = await Promise.race([running.serverOf(program), running.endedEarly]);
  try {
    await Promise.race([sleep(after * 1_000), running.endedEarly]);
    await enablePerfMap(pid);
    say(bold(`  recording process ${pid} for ${seconds} s`));
    await Promise.race([record(pid, seconds, recording), running.endedEarly]);
    const code = await running.ended;
    if (code !== 0) say(red(`The load tool ended with code ${code}.`));
    await report(recording, folder, { command: ['node', 'load/run.mjs', ...load].join(' '), seconds });
  } finally {
    rmSync(`/tmp/perf-${pid}.map`, { force: true });
  }
}

function startLoad(load) {
  const child = spawn(process.execPath, [tool, ...load], { stdio: 'inherit', env: { ...process.env, ...serverEnvironment } });
  onStop(() => child.kill('SIGTERM'));
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const endedEarly = ended.then((code) => Promise.reject(new Problem(`The load tool ended with code ${code} before the recording had: let it last longer.`)));
  endedEarly.catch(() => {}); // it always ends once
  return { ended, endedEarly, serverOf: (program) => waitForProgram(child, program) };
}

async function waitForProgram(child, program) {
  while (child.exitCode === null) {
    const pid = findProgram(child.pid, program);
    if (pid) return pid;
    await sleep(LOOK_EVERY_MS);
  }
}

async function report(recording, folder, about) {
  const tally = new Tally();
  for await (const sample of samplesOf(recording)) tally.add(sample);
  if (tally.total === 0) throw new Problem('Nothing was recorded: the server did nothing, or perf may not see it.');
  const tables = writeReport(tally, about);
  writeFileSync(join(folder, 'profile.md'), tables);
  writeFileSync(join(folder, 'profile.speedscope.json'), writeSpeedscope(tally, about.command));
  say(`\n${tables}`);
  say(`${relative(root, join(folder, 'profile.md'))}, and profile.speedscope.json beside it for https://www.speedscope.app/`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  say(red(error.message));
  process.exitCode = 1;
}
