import { drive } from './load-tool.mjs';
import { guess } from './plan.mjs';
import { Progress } from './progress.mjs';
import { ServerProblem, startServer } from './running-server.mjs';

/**
 * Takes all steps. What a server does wrong is a result like any other.
 * @param {object[]} steps of `stepsOf`
 * @param {{ cores: { server: string, load: string }, files: number }} machine
 * @param {(runs: object[]) => void} keep is given all that is known after each step
 */
export async function runAll(steps, { cores, files }, keep) {
  const progress = new Progress(steps);
  const runs = [];
  let running;
  for (const step of steps) {
    progress.begin(step);
    const started = performance.now();
    if (step.fresh) {
      await running?.stop();
      running = undefined;
    }
    const outcome = await take(step);
    const { round, server, shape, warmup, seconds } = step;
    const took = (performance.now() - started) / 1_000;
    const run = { round, server: server.id, shape: shape.id, warmup, seconds, took, guessed: guess(step), ...outcome };
    runs.push(run);
    keep(runs);
    progress.end(step, run);
  }
  await running?.stop();
  return runs;

  function coresOf({ onBothCores }) {
    return onBothCores ? `${cores.server},${cores.load}` : cores.server;
  }

  async function take(step) {
    try {
      // One that ended in the shape before gets another chance in the next.
      if (!running || running.hasEnded) running = await startServer(step.server, { core: coresOf(step.server), files });
      const { report, error } = await drive(step, running, { cores, files });
      if (running.hasEnded) return { error: `the server ended: ${running.lastLines}` };
      return report ? { report } : { error };
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error;
      running = undefined;
      return { error: error.message };
    }
  }
}
