import { red, step } from '../../../tests/eng/terminal.mjs';
import { optionsOf, runTool } from '../load-tool.mjs';
import { ServerProblem, startServer } from '../running-server.mjs';
import { number } from '../table.mjs';
import { slowest } from './figures.mjs';

/** Starting, opening connections, and waiting for what is late. */
const GUESSED_OVERHEAD = 30;
const SLACK_SECONDS = 200;

/** The servers take turns, and every other round goes backwards. What is set is for RealtimeHub alone. */
export function stepsOf({ servers, rounds, settings }) {
  return Array.from({ length: rounds }, (_, i) => i + 1).flatMap((round) =>
    (round % 2 === 0 ? servers.toReversed() : servers).map((server) => ({ round, server: server.ours ? withSettings(server, settings) : server })),
  );
}

const withSettings = (server, settings) => ({
  ...server,
  environment: (place) => ({
    ...server.environment(place),
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name.replaceAll(':', '__'), value])),
  }),
});

/** How long a run should take, in seconds. */
export const guess = ({ warmup, quiet, seconds }) => warmup + quiet + seconds + GUESSED_OVERHEAD;

/**
 * Takes all steps, each with a process of its own. What a server does wrong is a result like any other.
 * @param {(runs: object[]) => void} keep is given all that is known after each step
 */
export async function runAll(steps, plan, machine, keep) {
  const runs = [];
  for (const { round, server } of steps) {
    await step(`${server.name}, round ${round}`, async () => {
      const { report, error } = await take(server, plan, machine);
      runs.push({ round, server: server.id, ...(report ? { report } : { error }) });
      keep(runs);
      return report ? { detail: inShort(report) } : { failed: true, detail: error };
    });
  }
  return runs;
}

async function take(server, plan, machine) {
  let running;
  try {
    running = await startServer(server, { core: machine.cores.server, files: machine.files });
    const args = ['slow-readers', ...running.options, ...optionsOf(plan), '--allow-faults'];
    const outcome = await runTool(`slow-readers-${server.id}`, args, guess(plan) + SLACK_SECONDS, machine);
    return running.hasEnded ? { error: `the server ended: ${running.lastLines}` } : outcome;
  } catch (error) {
    if (!(error instanceof ServerProblem)) throw error;
    return { error: error.message };
  } finally {
    await running?.stop();
  }
}

function inShort({ phases: [quiet, slow], slowReaders, faults }) {
  const ended = slowReaders.reduce((sum, { cut, tooSlow, otherCloses }) => sum + cut + tooSlow + otherCloses, 0);
  const lost = faults.lost > 0 ? red(`, ${faults.lost} lost`) : '';
  return `p99 ${number(quiet.latency.p99)} ms while all read, ${number(slowest(slow))} ms with slow readers; ${ended} of their connections ended${lost}`;
}
