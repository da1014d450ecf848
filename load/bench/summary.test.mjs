import { describe, expect, it } from 'vitest';
import { median, spread } from './statistics.mjs';
import { summarise } from './summary.mjs';
import { briefTable, markdown, tableOf } from './table.mjs';

const shapes = [{ id: 'A', rate: 10, connections: 100, topics: 1 }, { id: 'D' }];
const servers = [
  { id: 'slow', name: 'Slow' },
  { id: 'floor', name: 'Floor' },
  { id: 'ours', name: 'Ours', ours: true },
  { id: 'gone', name: 'Gone', leftOut: 'no such package' },
];

/** A run whose server used so much for each event, and delivered so much of what was asked. */
const run = (round, server, cpuPerDeliveryUs, percent = 100) => ({
  round,
  server,
  shape: 'A',
  report: {
    serverUsage: { cpuPerDeliveryUs, bytesPerConnection: 2_048 },
    seconds: [{ delivered: 10 * percent }, { delivered: 10 * percent }],
    faults: { lost: 0, repeated: 0, outOfOrder: 0, brokenConnections: 0 },
    latency: { count: 10, p50: 1.5, p99: 20 },
    connect: { serverCpuUs: 30 },
  },
});

const rowsOf = (...runs) => summarise({ servers, shapes, runs });
const lineOf = (rows, name) =>
  tableOf(rows, ['A'])
    .find(([first]) => first === name)
    .slice(1);

describe('numbers of several rounds', () => {
  it('are told by the middle, the least and the greatest', () => {
    expect(spread([5, 1, 2])).toEqual({ median: 2, min: 1, max: 5 });
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(spread([undefined, NaN])).toBeUndefined();
  });
});

describe('the table', () => {
  it('compares each round with the floor of the same round', () => {
    const rows = rowsOf(run(1, 'floor', 4), run(1, 'ours', 6), run(2, 'ours', 8), run(2, 'floor', 8));

    expect(rows.find(({ id }) => id === 'ours').cells.A.floor).toEqual({ median: 1.25, min: 1, max: 1.5 });
  });

  it('begins with the floor, goes on with the cheapest, and ends with what is left out', () => {
    const rows = rowsOf(run(1, 'floor', 4), run(1, 'ours', 5), run(1, 'slow', 50));

    expect(rows.map(({ id }) => id)).toEqual(['floor', 'ours', 'slow', 'gone']);
    expect(lineOf(rows, 'Gone')).toEqual(['left out', '', '']);
  });

  it('tells how much of the rate a server could follow, and gives no cost for one that collapses', () => {
    const rows = rowsOf(run(1, 'floor', 4), run(1, 'ours', 6, 74), run(1, 'slow', 50, 10));

    expect(lineOf(rows, 'Ours')).toEqual(['6.00, 74.0 % of the rate', '1.50', '1.50 / 20.0']);
    expect(lineOf(rows, 'Slow')).toEqual(['collapses, 10.0 % of the rate', '', '1.50 / 20.0']);
  });

  it('shows a run that failed as failed', () => {
    const rows = rowsOf(run(1, 'floor', 4), { round: 1, server: 'slow', shape: 'A', error: 'it ended' });

    expect(lineOf(rows, 'Slow')).toEqual(['failed', '', '']);
  });

  it('is Markdown with our own rows in bold', () => {
    const rows = rowsOf(run(1, 'floor', 4), run(1, 'ours', 5));
    const text = markdown(tableOf(rows, ['A']), (i) => rows[i].ours);

    expect(text.split('\n')[3]).toBe('| **Ours** | **5.00** | **1.25** | **1.50 / 20.0** |');
  });

  it('has a brief form: what an event costs in floors, and what a connection that waits does', () => {
    const rows = rowsOf(run(1, 'floor', 4), run(1, 'ours', 6, 74), run(1, 'slow', 50, 10));
    for (const row of rows.slice(0, 2)) row.cells.D = { kib: { median: 12.34, min: 12, max: 13 } };
    const cells = (name) => briefTable(rows.filter((row) => !row.leftOut)).find(([head]) => head === name);

    expect(cells('Ours')).toEqual(['Ours', '1.50 x, 74.0 % of the rate', '1.50 / 20.0 ms', '12.3 KiB']);
    expect(cells('Slow')).toEqual(['Slow', 'collapses', '', 'failed']);
  });

  it('has a brief form without a floor, too', () => {
    const rows = rowsOf({ round: 1, server: 'floor', shape: 'A', error: 'it ended' }, run(1, 'ours', 6));

    expect(briefTable(rows).find(([name]) => name === 'Ours')).toEqual(['Ours', 'unknown', '1.50 / 20.0 ms', 'failed']);
  });
});
