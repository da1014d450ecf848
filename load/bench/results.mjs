import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runOrFail } from '../../tests/eng/command.mjs';
import { inRepository, modifiedAt, root } from '../../tests/eng/repository.mjs';
import { Problem, say } from '../../tests/eng/terminal.mjs';
import { costChart, memoryChart } from './charts.mjs';
import { machineText, replaceSection, resultsDocument } from './document.mjs';
import { benchFolder, loadProgram } from './programs.mjs';

const SECTION = 'bench';
const page = inRepository('docs', 'performance.md');
const images = inRepository('docs', 'images');
const indented = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

/**
 * Writes what came out: all of it as JSON, the table as Markdown, the pictures.
 * @param {{ rows: object[], runs: object[], shapes: object[], options: object, command: string, startedAt: string }} bench
 */
export async function writeResults(bench) {
  const machine = bench.runs.find((run) => run.report)?.report.machine;
  const { rows, runs, shapes, options, command, startedAt } = bench;
  const { rounds, seconds, warmup } = options;
  const all = indented({ version: 1, startedAt, command, machine, rounds, seconds, warmup, shapes, rows, runs });
  const text = resultsDocument({ ...bench, machine });
  for (const file of [join(benchFolder, 'results.json'), ...(options.json ? [options.json] : [])]) writeFileSync(file, all);
  writeFileSync(join(benchFolder, 'results.md'), text);
  const pictures = await drawPictures(rows, shapes, machine);
  say(`\n${['results.json', 'results.md', ...pictures].map((name) => relative(root, join(benchFolder, name))).join('\n')}`);
  if (options.writeDocs) writeDocs(text, pictures);
}

async function drawPictures(rows, shapes, machine) {
  const notes = machine ? [machineText(machine)] : [];
  const idle = shapes.find(({ id }) => id === 'D');
  const charts = [
    ...(shapes.some(({ id }) => id !== 'D') ? [['bench', costChart(rows, shapes, notes)]] : []),
    ...(idle ? [['bench-idle', memoryChart(rows, idle, notes)]] : []),
  ];
  for (const [name, chart] of charts) {
    const [json, svg] = ['json', 'svg'].map((kind) => join(benchFolder, `${name}.${kind}`));
    writeFileSync(json, indented(chart));
    await runOrFail('bench-chart', ['dotnet', [loadProgram, 'bars', json, '--svg', svg]]);
  }
  return charts.map(([name]) => `${name}.svg`);
}

function writeDocs(text, pictures) {
  if (!modifiedAt(page)) throw new Problem('There is no docs/performance.md to write into.');
  for (const picture of pictures) writeFileSync(join(images, picture), readFileSync(join(benchFolder, picture)));
  const shown = pictures.map((picture) => `![${altOf(picture)}](images/${picture})`).join('\n\n');
  writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), SECTION, `${shown}\n\n${text}`));
}

const altOf = (picture) =>
  picture === 'bench.svg' ? 'CPU for each delivered event, all servers and shapes' : 'Memory for each idle connection, all servers';
