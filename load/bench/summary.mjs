import { median, spread } from './statistics.mjs';

/** Below this part of the rate a server is said to lag behind, and to have collapsed: what an event costs it then says little. */
export const FOLLOWS_PERCENT = 98;
export const COLLAPSED_PERCENT = 20;

/** What came to all subscribers during the measured seconds, in percent of what the shape asks for. What came afterwards came too late. */
export function ratePercent({ rate, connections, topics }, { seconds }) {
  if (rate === undefined || seconds.length === 0) return 100;
  const planned = seconds.length * rate * (connections / topics);
  return Math.min(100, (100 * seconds.reduce((sum, { delivered }) => sum + delivered, 0)) / planned);
}

/**
 * What all runs together say about each server and shape.
 * @param {{ servers: object[], shapes: object[], runs: object[] }} bench
 * @returns {object[]} one row a server: `{ id, name, version, ours, leftOut, cells: { A: {...}, ... } }`
 */
export function summarise({ servers, shapes, runs }) {
  const floors = new Map(runs.filter((run) => run.server === 'floor').map((run) => [`${run.round} ${run.shape}`, cpuOf(run)]));
  const rows = servers.map((server) => ({
    id: server.id,
    name: server.name,
    version: server.version,
    ours: Boolean(server.ours),
    leftOut: server.leftOut,
    idle: shapes.find(({ id }) => id === 'D')?.connections,
    cells: Object.fromEntries(
      shapes.map((shape) => [
        shape.id,
        cellOf(
          shape,
          runs.filter((run) => run.server === server.id && run.shape === shape.id),
          floors,
        ),
      ]),
    ),
  }));
  return rows.sort((a, b) => weightOf(a) - weightOf(b));
}

const cpuOf = (run) => run.report?.serverUsage?.cpuPerDeliveryUs;

function cellOf(shape, runs, floors) {
  const good = runs.filter((run) => run.report);
  if (good.length === 0) return runs.length === 0 ? undefined : { error: runs[0].error };
  const of = (figure) => good.map((run) => figure(run.report));
  const percent = median(of((r) => ratePercent(shape, r)));
  return {
    runs: good.length,
    error: runs.find((run) => run.error)?.error,
    cpuUs: spread(good.map(cpuOf)),
    floor: spread(good.map((run) => cpuOf(run) / floors.get(`${run.round} ${run.shape}`))),
    percent,
    collapsed: percent < COLLAPSED_PERCENT,
    lost: Math.max(...of((r) => r.faults.lost)),
    disorder: Math.max(...of((r) => r.faults.repeated + r.faults.outOfOrder)),
    broken: Math.max(...of((r) => r.faults.brokenConnections)),
    p50: median(of(({ latency }) => (latency.count > 0 ? latency.p50 : undefined))),
    p99: median(of(({ latency }) => (latency.count > 0 ? latency.p99 : undefined))),
    connections: good[0].report.connect.connections,
    kib: spread(of((r) => r.serverUsage?.bytesPerConnection / 1_024)),
    connectUs: spread(of((r) => r.connect.serverCpuUs)),
  };
}

/** The floor comes first, then those that cost least in the first shape that was measured; those that failed come last. */
function weightOf(row) {
  if (row.leftOut) return Infinity;
  if (row.id === 'floor') return -1;
  const cell = row.cells.A ?? row.cells.C ?? row.cells.B;
  if (!cell) return row.cells.D?.kib?.median ?? 1e6;
  return cell.error || cell.collapsed ? 1e9 : (cell.cpuUs?.median ?? 1e6);
}
