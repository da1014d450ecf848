import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runOrFail } from '../../../tests/eng/command.mjs';
import { inRepository, modifiedAt, root } from '../../../tests/eng/repository.mjs';
import { Problem, say } from '../../../tests/eng/terminal.mjs';
import { machineText, replaceSection } from '../document.mjs';
import { benchFolder, loadProgram } from '../programs.mjs';
import { pictureOf } from './picture.mjs';
import { markdownTables } from './tables.mjs';

const SECTION = 'slow readers';
const NAME = 'slow-readers';
const inBench = (kind) => join(benchFolder, `${NAME}.${kind}`);
const page = inRepository('docs', 'performance.md');
const image = inRepository('docs', 'images', `${NAME}.svg`);
const ALT = 'Latency of the clients that read and memory of the server over time, RealtimeHub and plain SignalR';

/** Writes all that is known so far as JSON. */
export const keepResults = (bench, file = inBench('json')) => writeFileSync(file, `${JSON.stringify(bench, undefined, 2)}\n`);

/** Reads what an earlier run wrote. */
export function readResults(file) {
  if (!modifiedAt(file)) throw new Problem(`There is no ${file}.`);
  const bench = JSON.parse(readFileSync(file, 'utf8'));
  if (bench.version !== 1 || !bench.plan || !bench.runs) throw new Problem(`${file} does not have the results of slow readers.`);
  return bench;
}

/** Writes what came out: all of it as JSON, the tables as Markdown, the picture. */
export async function writeResults(bench, { json, writeDocs }) {
  keepResults(bench);
  if (json) keepResults(bench, json);
  const text = documentOf(bench);
  writeFileSync(inBench('md'), text);
  await draw(bench);
  say(`\n${['json', 'md', 'svg'].map((kind) => relative(root, inBench(kind))).join('\n')}`);
  if (writeDocs) intoDocs(text);
}

function documentOf(bench) {
  const { machine } = bench.runs.find((run) => run.report).report;
  const rounds = bench.rounds > 1 ? ` Medians of ${bench.rounds} rounds in turns; the picture shows the one in the middle.` : ' One round: no spread is known.';
  return `\`${bench.command}\`, ${machineText(machine)}.${rounds}\n\n${markdownTables(bench)}\n`;
}

async function draw(bench) {
  const chart = join(benchFolder, `${NAME}-chart.json`);
  writeFileSync(chart, JSON.stringify(pictureOf(bench)));
  await runOrFail('bench-chart', ['dotnet', [loadProgram, 'curves', chart, '--svg', inBench('svg')]]);
}

function intoDocs(text) {
  if (!modifiedAt(page)) throw new Problem('There is no docs/performance.md to write into.');
  writeFileSync(image, readFileSync(inBench('svg')));
  writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), SECTION, `![${ALT}](images/${NAME}.svg)\n\n${text}`));
}
