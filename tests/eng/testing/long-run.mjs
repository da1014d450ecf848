import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logFolder } from '../repository.mjs';
import { dim, green, red, say, seconds } from '../terminal.mjs';
import { runTestProgram } from './dotnet.mjs';

const LOOK_MS = 5_000;
const MINUTE = 60_000;

/**
 * Runs one program of a campaign, and shows how far it is for as long as it runs.
 * @returns {Promise<{ campaign: string, program: string, counted: import('./score.mjs').Counted, results: string[], ms: number }>}
 */
export async function runLong(campaign, program, { minutes }) {
  const { name } = campaign;
  const title = program.project ?? program.name;
  say(`  ${name}: ${title}`);
  const started = performance.now();
  const tell = (progress) => say(dim(`    ${progress}`));
  const { counted, results } = await (program.run ? program.run({ minutes, tell }) : runTests(campaign, program, tell));
  return { campaign: name, program: title, counted, results, ms: performance.now() - started };
}

async function runTests({ name, limitMinutes }, { project, classes }, tell) {
  const log = `long-${name}-${project}`;
  const stopShowing = showProgress(log, tell);
  try {
    const counted = await runTestProgram(project, {
      log,
      filters: classes.flatMap((pattern) => ['-class', pattern]),
      env: { REALTIMEHUB_CAMPAIGN: 'long' },
      limitMs: limitMinutes * MINUTE,
    });
    return { counted, results: told(log, 'result: ') };
  } finally {
    stopShowing();
  }
}

/** The end: a line for each program, with what its tests said of themselves. */
export function tableOf(runs) {
  return runs.map(({ campaign, program, counted, results, ms }) => {
    const verdict = counted.failed > 0 ? red('FAILED') : green('passed');
    const head = `  ${campaign.padEnd(16)} ${program.padEnd(24)} ${verdict}  ${dim(seconds(ms))}`;
    return [head, ...results.map((result) => `    ${result}`)].join('\n');
  }).join('\n');
}

function showProgress(log, tell) {
  let shown;
  const timer = setInterval(() => {
    const latest = told(log, 'progress: ').at(-1);
    if (latest === shown) return;
    shown = latest;
    tell(latest);
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** What the tests told with this word; they write it at the beginning of a line. */
function told(log, word) {
  const path = join(logFolder, `${log}.log`);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').filter((line) => line.startsWith(word)).map((line) => line.slice(word.length));
}
