import { h } from '../base/dom.js';
import { bytes, count, join } from '../base/format.js';

/** What a task of the kind `csv-summary` makes of a file. */
export interface CsvSummary {
  rows: number;
  /** How many rows were left out. */
  unreadable: number;
  /** The first of them. */
  problems?: { line: number; problem: string }[];
  bytes: number;
  columns: CsvColumn[];
  hasMoreColumns?: boolean;
  /** The rest of the file could not be read. */
  isCut?: boolean;
}

interface CsvColumn {
  name: string;
  type: string;
  /** Where the values are of several types: how many of each. */
  types?: Record<string, number>;
  missing: number;
  distinct: number;
  isDistinctExact: boolean;
  example?: string;
  numbers?: { min: number; max: number; mean?: number | null; median: number };
  times?: { earliest: string; latest: string };
}

const HEADS = ['Column', 'Type', 'Missing', 'Distinct', 'Smallest', 'Median', 'Largest', 'Mean', 'Example'];

/** Figures stand below each other, to the right. */
const FIRST_FIGURE = 2;
const LAST_FIGURE = 7;

const figures = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

export function isCsvSummary(value: unknown): value is CsvSummary {
  if (typeof value !== 'object' || value === null) return false;
  const { rows, bytes: size, columns } = value as Partial<CsvSummary>;
  return typeof rows === 'number' && typeof size === 'number' && Array.isArray(columns);
}

/** The columns of a file, one a row, and what could not be read. */
export function csvTable(summary: CsvSummary): HTMLElement {
  const head = h('tr', {}, ...HEADS.map((name, index) => h('th', { scope: 'col', class: figureClass(index) }, name)));
  const table = h(
    'table',
    { class: 'result-table' },
    h('thead', {}, head),
    h('tbody', {}, ...summary.columns.map(columnRow)),
  );
  return h(
    'div',
    { class: 'csv-summary', 'data-testid': 'csv-table' },
    h('p', { class: 'result-facts number' }, factsOf(summary).join(', ')),
    // What is wider than the page is scrolled in its own frame, by keyboard, too.
    h('div', { class: 'result-scroll', tabindex: 0, role: 'group', 'aria-label': 'Columns of the file' }, table),
    problemList(summary.problems ?? []),
  );
}

function columnRow(column: CsvColumn): HTMLElement {
  const [name = '', ...cells] = cellsOf(column);
  const mixture = Object.entries(column.types ?? {}).map(
    ([type, values]) => `${values.toLocaleString('en-US')} ${type}`,
  );
  return h(
    'tr',
    {},
    h('th', { scope: 'row', title: name }, name),
    ...cells.map((text, index) => {
      const title = index === 0 && mixture.length > 0 ? mixture.join(', ') : text;
      return h('td', { class: figureClass(index + 1), title }, text);
    }),
  );
}

function problemList(problems: readonly { line: number; problem: string }[]): HTMLElement | null {
  if (problems.length === 0) return null;
  const items = problems.map(({ line, problem }) => h('li', {}, `Line ${line.toLocaleString('en-US')}: ${problem}`));
  return h('ul', { class: 'result-problems number' }, ...items);
}

/** `1,200,000 rows`, `2 left out as unreadable`, `8 columns`, `45.0 MB`. */
export function factsOf(summary: CsvSummary): string[] {
  const { rows, unreadable, columns, hasMoreColumns, isCut } = summary;
  return [
    `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`,
    ...(unreadable > 0 ? [`${unreadable.toLocaleString('en-US')} left out as unreadable`] : []),
    `${hasMoreColumns === true ? 'the first ' : ''}${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`,
    join(bytes(summary.bytes)),
    ...(isCut === true ? ['the rest of the file could not be read'] : []),
  ];
}

function cellsOf(column: CsvColumn): string[] {
  const { name, type, missing, distinct, isDistinctExact, numbers, times, example } = column;
  return [
    name,
    type,
    join(count(missing)),
    isDistinctExact ? join(count(distinct)) : `about ${join(count(distinct))}`,
    numbers === undefined ? day(times?.earliest) : figures.format(numbers.min),
    numbers === undefined ? '' : figures.format(numbers.median),
    numbers === undefined ? day(times?.latest) : figures.format(numbers.max),
    typeof numbers?.mean === 'number' ? figures.format(numbers.mean) : '',
    example ?? '',
  ];
}

/** `2026-01-31 12:00:00`, or the day alone where the time is midnight. */
function day(time: string | undefined): string {
  return (time ?? '').replace(/T00:00:00.*/, '').replace(/T(\d\d:\d\d:\d\d).*/, ' $1');
}

function figureClass(index: number): string | undefined {
  return index >= FIRST_FIGURE && index <= LAST_FIGURE ? 'number is-figure' : undefined;
}
