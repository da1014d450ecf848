import { FOLLOWS_PERCENT } from './summary.mjs';

const THOUSANDS = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** At most three digits that say something. */
export function number(value) {
  if (value === undefined || !Number.isFinite(value)) return '';
  if (Math.abs(value) >= 100) return THOUSANDS.format(value);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** `1.24 (1.21-1.30)`; the spread only where there is one. */
export function withSpread(figure) {
  if (!figure) return '';
  const [low, middle, high] = [figure.min, figure.median, figure.max].map(number);
  return low === high ? middle : `${middle} (${low}-${high})`;
}

/**
 * The table of all servers and shapes, as rows of text with their heads.
 * @param {object[]} rows of `summarise`
 * @param {string[]} shapes those that were measured
 */
export function tableOf(rows, shapes) {
  const load = ['A', 'B', 'C'].filter((shape) => shapes.includes(shape));
  const heads = load.flatMap((shape) => [`${shape}: CPU us/event`, `${shape}: x floor`, `${shape}: p50 / p99 ms`]);
  const idle = shapes.includes('D') ? ['D: KiB a connection', 'D: us CPU to connect'] : [];
  return [
    ['server', ...heads, ...idle],
    ...rows.map((row) => [nameOf(row), ...load.flatMap((shape) => loadCells(row, row.cells[shape])), ...idleCells(row, idle.length)]),
  ];
}

/** The same for shapes A and D alone, without spread: the figures that most readers come for. */
export function briefTable(rows) {
  return [
    ['server', 'CPU of an event', 'its latency, p50 / p99', 'memory of an idle connection'],
    ...rows.map((row) => [nameOf(row), ...briefCells(row.cells.A), row.cells.D?.kib ? `${number(row.cells.D.kib.median)} KiB` : 'failed']),
  ];
}

function briefCells(cell) {
  if (!cell?.cpuUs || cell.collapsed) return [cell?.cpuUs ? 'collapses' : 'failed', ''];
  const cpu = [cell.floor ? `${number(cell.floor.median)} x` : 'unknown', ...remarksOf(cell)].join(', ');
  return [cpu, cell.p50 === undefined ? 'too late' : `${number(cell.p50)} / ${number(cell.p99)} ms`];
}

export const nameOf = (row) => (row.version ? `${row.name} ${row.version}` : row.name);

function loadCells(row, cell) {
  if (row.leftOut) return ['left out', '', ''];
  if (!cell?.cpuUs) return [cell?.error ? 'failed' : '', '', ''];
  const remarks = remarksOf(cell);
  const cpu = [cell.collapsed ? `collapses` : withSpread(cell.cpuUs), ...remarks].join(', ');
  return [
    cpu,
    cell.collapsed ? '' : withSpread(cell.floor),
    cell.p50 === undefined ? 'too late' : `${number(cell.p50)} / ${number(cell.p99)}`,
  ];
}

/** What a reader has to know before comparing a figure with another. */
export function remarksOf(cell) {
  return [
    cell.percent < FOLLOWS_PERCENT ? `${number(cell.percent)} % of the rate` : '',
    cell.lost > 0 ? `${THOUSANDS.format(cell.lost)} lost` : '',
    cell.disorder > 0 ? `${THOUSANDS.format(cell.disorder)} repeated or out of order` : '',
    cell.broken > 0 ? `${THOUSANDS.format(cell.broken)} connections broke` : '',
    cell.error ? 'failed in one round' : '',
  ].filter(Boolean);
}

function idleCells(row, count) {
  if (count === 0) return [];
  const cell = row.cells.D;
  if (row.leftOut) return ['left out', ''];
  if (!cell?.kib) return [cell?.error ? 'failed' : '', ''];
  return [[withSpread(cell.kib), ...fewerOf(cell, row.idle)].join(', '), withSpread(cell.connectUs)];
}

/** Some cannot hold all connections of the shape in a reasonable time. */
export const fewerOf = (cell, all) => (cell.connections < all ? [`with ${THOUSANDS.format(cell.connections)}`] : []);

export function markdown([heads, ...rows], isOurs = () => false) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const strong = (cells, row) => (isOurs(row) ? cells.map((cell) => (cell ? `**${cell}**` : '')) : cells);
  return [line(heads), line(heads.map(() => '---')), ...rows.map((cells, i) => line(strong(cells, i)))].join('\n');
}

/** The same for a terminal: columns of even width. */
export function aligned(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  );
}
