import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runOrFail } from '../../tests/eng/command.mjs';
import { inRepository, modifiedAt, root } from '../../tests/eng/repository.mjs';
import { Problem, say } from '../../tests/eng/terminal.mjs';
import { costChart, memoryChart } from './charts.mjs';
import { briefDocument, machineText, replaceSection, resultsDocument } from './document.mjs';
import { benchFolder, loadProgram } from './programs.mjs';

const SECTION = 'bench';
/** The picture of the README. */
const BRIEF = 'bench-broadcast';
const resultsFile = join(benchFolder, 'results.json');
const page = inRepository('docs', 'performance.md');
const readme = inRepository('README.md');
const images = inRepository('docs', 'images');
const indented = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

/** The pictures of docs/performance.md, and what they show for those who do not see them. */
const ALT = {
  'bench.svg': 'CPU for each delivered event, all servers and shapes',
  'bench-idle.svg': 'Memory for each idle connection, all servers',
};

/** Writes all that is known so far as JSON. */
export const keepResults = (bench, file = resultsFile) => writeFileSync(file, indented(bench));

/** Reads what an earlier benchmark wrote. */
export function readResults(file) {
  if (!modifiedAt(file)) throw new Problem(`There is no ${file}.`);
  const bench = JSON.parse(readFileSync(file, 'utf8'));
  if (bench.version !== 1 || !bench.runs) throw new Problem(`${file} does not have the results of a benchmark.`);
  return bench;
}

/**
 * Writes what came out: all of it as JSON, the table as Markdown, the pictures.
 * @param {object} bench what was done, and all runs
 * @param {object[]} rows of `summarise`
 * @param {{ json?: string, writeDocs: boolean }} options
 */
export async function writeResults(bench, rows, options) {
  const machine = bench.runs.find((run) => run.report)?.report.machine;
  const { shapes } = bench;
  const text = resultsDocument({ ...bench, rows, machine });
  keepResults({ ...bench, rows });
  if (options.json) keepResults({ ...bench, rows }, options.json);
  writeFileSync(join(benchFolder, 'results.md'), text);
  const pictures = await drawPictures(rows, shapes, machine);
  say(`\n${['results.json', 'results.md', ...pictures].map((name) => relative(root, join(benchFolder, name))).join('\n')}`);
  if (!options.writeDocs) return;
  writeDocs(text, pictures);
  const wanted = ['A', 'D'].every((id) => shapes.some((shape) => shape.id === id));
  if (wanted) writeReadme(briefDocument({ ...bench, rows, machine }));
}

async function drawPictures(rows, shapes, machine) {
  const notes = machine ? [machineText(machine)] : [];
  const idle = shapes.find(({ id }) => id === 'D');
  const justA = shapes.filter(({ id }) => id === 'A');
  const charts = [
    ...(shapes.some(({ id }) => id !== 'D') ? [['bench', costChart(rows, shapes, notes)]] : []),
    ...(shapes.some(({ id }) => id === 'A') ? [[BRIEF, costChart(rows, justA, notes)]] : []),
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
  const shown = pictures.filter((picture) => picture in ALT).map((picture) => `![${ALT[picture]}](images/${picture})`).join('\n\n');
  writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), SECTION, `${shown}\n\n${text}`));
}

function writeReadme(table) {
  const picture = `![CPU of each server for each delivered event](docs/images/${BRIEF}.svg)`;
  writeFileSync(readme, replaceSection(readFileSync(readme, 'utf8'), SECTION, `${picture}\n\n${table}`));
}
