// Runs all tests from a fresh clone: 'npm test'.
import { auditPackages } from './eng/audit.mjs';
import { listenForStop } from './eng/command.mjs';
import { buildDotnet, buildWebClient, checkTools, installPackages } from './eng/prepare.mjs';
import { runTestProject, testProjects } from './eng/testing/dotnet.mjs';
import { hasScript, runCheck, runVitest } from './eng/testing/node.mjs';
import { help, parseOptions } from './eng/testing/options.mjs';
import { Score } from './eng/testing/score.mjs';
import { installSystemPackages } from './eng/testing/system-packages.mjs';
import { Problem, bold, dim, green, red, say, seconds, step } from './eng/terminal.mjs';

/** Their tests ask how long somebody waits. */
const ASKS = new Set(['FunctionalTests', 'SecurityTests']);

/** Wait for servers for much of their time. All others compute. */
const WAITS = ['ClusterTests', 'RealtimeHub.Load.Tests'];

/** Tests of FunctionalTests in which it does not matter how clients are served. */
const ANY_TRANSPORT = [
  ...['Tasks.Mails', 'Tasks.Webhooks', 'Tasks.Files', 'Docs'].flatMap((name) => ['-namespace-', `FunctionalTests.${name}`]),
  ...['HttpReadTests', 'HttpLimitTests', 'ProcessTests', 'ConfigurationTests', 'TcpProxyTests', 'Tasks.TaskQueueTests', 'Tasks.TaskRestartTests', 'Tasks.TaskLogTests', 'Tasks.TaskAccessTests'].flatMap((name) => [
    '-class-',
    `FunctionalTests.${name}`,
  ]),
];

/** Those whose servers, most of them processes of their own, live for seconds: to compile their code once, and well, costs a fifth less than to do it quickly and again. */
const BRIEF = new Set(['FunctionalTests', 'ClusterTests', 'RealtimeHub.Load.Tests']);
const ONCE = { DOTNET_TieredCompilation: '0' };

const score = new Score();

async function main(options) {
  const started = performance.now();
  say(`\n${bold('RealtimeHub')}: tests of ${[...options.only].join(', ')}${options.filter ? ` that match '${options.filter}'` : ''}\n`);
  await prepare(options);
  if (options.only.has('dotnet')) await testDotnet(options);
  else for (const { name, work } of [...webTests(options), ...pageTests(options)]) await score.part(name, work);
  score.explain();
  say(`\n${dim(`in ${seconds(performance.now() - started)}${score.skipped > 0 ? `, ${score.skipped} skipped` : ''}`)}`);
  if (score.passed + score.failed === 0) throw new Problem('No test matches.');
}

/** What fails here is thrown: what does not build cannot be tested. */
async function prepare(options) {
  const { only } = options;
  const needsServer = only.has('e2e') || only.has('dotnet');
  await step('tools', checkTools);
  await step('npm packages', installPackages);
  await step('npm audit', auditPackages);
  if (needsServer) await step('system packages', installSystemPackages);
  if (only.has('e2e')) await step('web client: build', buildWebClient);
  const checks = beginChecks(options);
  if (needsServer) await step('.NET: build', () => buildDotnet('dotnet-build', 'RealtimeHub.sln', 'Debug'));
  for (const { name, counted } of checks) await score.part(name, () => counted);
}

/** What needs no server: one after the other, beside the .NET build, which uses one core for most of its time. */
function beginChecks(options) {
  const { only, filter } = options;
  const folders = filter ? [] : [...(only.has('web') ? ['web-client'] : []), ...(only.has('e2e') ? ['tests/e2e'] : [])];
  const checks = folders.flatMap((folder) =>
    ['typecheck', 'lint']
      .filter((script) => hasScript(folder, script))
      .map((script) => ({ name: `${folder}: ${script}`, work: () => runCheck(folder, script) })),
  );
  return begin([...checks, ...(only.has('dotnet') ? webTests(options) : [])]);
}

/** Begins parts that run one after the other beside something else; each is shown when it is asked for. */
function begin(parts) {
  let last = Promise.resolve();
  return parts.map(({ name, work }) => {
    const counted = (last = last.then(work));
    // Whoever waits for it is told; until then it is nobody's problem.
    counted.catch(() => undefined);
    return { name, counted };
  });
}

/** The tests of what is written in TypeScript and needs no server. */
const webTests = ({ only, filter }) =>
  (only.has('web') ? ['web-client', 'load/bench', 'tests/deploy'] : []).map((folder) => ({ name: `${folder}: tests`, work: () => runVitest(folder, filter) }));

/** The tests of what people and clients see of a running server. */
const pageTests = ({ only, filter }) => (only.has('e2e') ? [{ name: 'tests/e2e: tests', work: () => runVitest('tests/e2e', filter) }] : []);

/** Beside the functional tests, which wait for much of their time, run others that do; beside the tests of threats, which use one core, what computes, and gives way to them. */
async function testDotnet(options) {
  const { filter } = options;
  const part = (name, more = {}) => ({ name, work: () => runTestProject(name, filter, { ...(BRIEF.has(name) ? { env: ONCE } : {}), ...more }) });
  const beside = WAITS.flatMap((name) => begin([part(name)]));
  await score.part('FunctionalTests', part('FunctionalTests').work);
  for (const { name, counted } of beside) await score.part(name, () => counted);

  // What the server promises, it promises on SignalR's own transport, too.
  const pages = begin(pageTests(options));
  const env = { ...ONCE, REALTIMEHUB_TEST_TRANSPORT: 'signalr' };
  await score.part("FunctionalTests, SignalR's transport", () => runTestProject('FunctionalTests', filter, { env, log: 'FunctionalTests-signalr', more: ANY_TRANSPORT }));
  for (const { name, counted } of pages) await score.part(name, () => counted);
  const others = testProjects().filter((name) => !ASKS.has(name) && !WAITS.includes(name));
  const computing = begin(others.map((name) => part(name, { givesWay: true })));
  await score.part('SecurityTests', part('SecurityTests').work);
  for (const { name, counted } of computing) await score.part(name, () => counted);
}

/** Whatever happens, the last line tells the counts, and nothing that went wrong passes for a success. */
async function run(args) {
  const options = parseOptions(args);
  if (options.help) return say(help);
  listenForStop();
  try {
    await main(options);
  } catch (error) {
    score.explain();
    say(`\n${red(error instanceof Problem ? error.message : error.stack)}\n`);
    if (score.failed === 0) score.failed = 1;
  }
  say((score.failed > 0 ? red : green)(score.line));
  process.exitCode = score.failed > 0 ? 1 : 0;
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(red(error.message));
  process.exitCode = 1;
}
