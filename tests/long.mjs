// Runs the long campaigns: 'npm run test:long'.
import { listenForStop } from './eng/command.mjs';
import { buildDotnet, checkTools } from './eng/prepare.mjs';
import { help, list, parseLongOptions } from './eng/testing/long-options.mjs';
import { runLong, tableOf } from './eng/testing/long-run.mjs';
import { Score } from './eng/testing/score.mjs';
import { Problem, bold, green, red, say, seconds, step } from './eng/terminal.mjs';

async function main(args) {
  const options = parseLongOptions(args);
  if (options.help) return say(`${help}\n\nCampaigns:\n${list}`);
  if (options.list) return say(list);
  listenForStop();
  const started = performance.now();
  say(`\n${bold('RealtimeHub')}: long campaigns ${options.chosen.map(({ name }) => name).join(', ')}\n`);
  await step('tools', checkTools);
  const hasTests = options.chosen.some(({ programs }) => programs.some(({ project }) => project));
  if (hasTests) await step('.NET: build', () => buildDotnet('dotnet-build', 'RealtimeHub.sln', 'Debug'));
  const runs = await runAll(options);
  const score = new Score();
  for (const { campaign, program, counted } of runs) score.count(`${campaign}: ${program}`, counted);
  score.explain();
  say(`\n${tableOf(runs)}\n\nin ${seconds(performance.now() - started)}`);
  say((score.failed > 0 ? red : green)(score.line));
  process.exitCode = score.failed > 0 ? 1 : 0;
}

async function runAll(options) {
  const runs = [];
  for (const campaign of options.chosen) {
    for (const program of campaign.programs) runs.push(await runLong(campaign, program, options));
  }
  return runs;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(red(error.message));
  process.exitCode = 1;
}
