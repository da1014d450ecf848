import { green, red, say, step } from '../../tests/eng/terminal.mjs';
import { drive } from './load-tool.mjs';
import { ServerProblem, startServer } from './running-server.mjs';
import { smokeShape } from './shapes.mjs';

/** Shows that each server delivers every event once and in order, to those that want it. */
export async function smoke(servers, leftOut, { cores, files }) {
  let failures = 0;
  for (const server of servers) {
    const { failed } = await step(server.name, async () => {
      if (leftOut.has(server.id)) return { failed: true, detail: `left out: ${leftOut.get(server.id)}` };
      const problem = await tryOut(server, { cores, files });
      return { failed: Boolean(problem), detail: problem ?? 'delivers' };
    });
    failures += failed ? 1 : 0;
  }
  say(
    `\n${failures === 0 ? green(`All ${servers.length} servers deliver.`) : red(`${failures} of ${servers.length} servers do not deliver.`)}`,
  );
  return failures;
}

/** What is wrong with it, or undefined. */
async function tryOut(server, { cores, files }) {
  let running;
  try {
    running = await startServer(server, { core: cores.server, files });
    const run = { server, shape: smokeShape, warmup: 1, seconds: 2 };
    const { code, report, error } = await drive(run, running, { cores, files }, []);
    if (!report) return error;
    const { faults, throughput } = report;
    if (throughput.delivered === 0) return 'delivers nothing';
    return code === 0 ? undefined : JSON.stringify(faults);
  } catch (error) {
    if (!(error instanceof ServerProblem)) throw error;
    return error.message;
  } finally {
    await running?.stop();
  }
}
