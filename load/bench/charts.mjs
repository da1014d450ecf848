import { fewerOf, nameOf, remarksOf } from './table.mjs';

/** Costs of more than this many floors are cut: one of them would make dots of all others. */
const CUT_AT = 8;

/** The chart of what a delivered event costs, as the load tool draws it: a group for each shape of load. */
export function costChart(rows, shapes, notes) {
  const load = shapes.filter(({ id }) => id !== 'D').toSorted(byId);
  return {
    title: 'CPU of the server for each delivered event',
    subtitle: 'in multiples of a C program that does nothing but one send each; less is better',
    unit: '×',
    reference: { value: 1, name: 'one send each, in C' },
    cutAt: CUT_AT,
    notes,
    groups: load.map(({ id, title }) => ({
      heading: `${id}: ${title}`,
      rows: rows
        .filter((row) => row.id !== 'floor')
        .map((row) => bar(row, row.cells[id], (cell) => (cell.collapsed ? undefined : cell.floor), costRemarks)),
    })),
  };
}

/** The chart of what a connection that only waits takes of the server's memory. */
export function memoryChart(rows, shape, notes) {
  return {
    title: 'Memory of the server for each idle connection',
    subtitle: `${shape.title}: resident memory with them, less that before; less is better`,
    unit: 'KiB',
    notes,
    groups: [
      {
        rows: rows
          .map((row) =>
            bar(
              row,
              row.cells.D,
              (cell) => cell.kib,
              (cell) => fewerOf(cell, shape.connections),
            ),
          )
          .sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity)),
      },
    ],
  };
}

function bar(row, cell, figureOf, remarks) {
  const figure = cell && !row.leftOut ? figureOf(cell) : undefined;
  const note = row.leftOut ? 'left out' : !cell ? 'not measured' : cell.error && !cell.runs ? 'failed' : remarks(cell).join(', ');
  return {
    name: nameOf(row),
    highlight: row.ours,
    ...(figure ? { value: figure.median, low: figure.min, high: figure.max } : {}),
    ...(note ? { note } : {}),
  };
}

const costRemarks = (cell) => (cell.collapsed ? ['collapses', ...remarksOf(cell)] : remarksOf(cell));
const byId = (a, b) => (a.id < b.id ? -1 : 1);
