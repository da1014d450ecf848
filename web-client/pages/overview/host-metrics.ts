import { byteRate, bytes, join, percent, type Quantity } from '../base/format.js';
import type { Metric } from './metric.js';
import type { HostCpu, HostDisk, HostMemory, HostNetwork } from './wire.js';

/** A quiet network or disk keeps a calm axis: a few bytes do not become a mountain. */
const LEAST_RATE = 10_000;

export const cpu: Metric<HostCpu> = {
  topic: 'host:cpu',
  testId: 'chart-cpu',
  title: 'CPU',
  format: percent,
  lines: (data) => [
    ...data.cores.map((_, index) => ({ label: `Core ${index}`, look: 'quiet' as const })),
    { label: 'All', look: 'main' },
  ],
  values: (data) => [...data.cores, data.total],
  headline: (data) => percent(data.total),
  detail: (data) => `load ${data.load.map((value) => value.toFixed(2)).join('  ')}`,
  scale: () => ({ leastTop: 10, mostTop: 100 }),
};

export const memory: Metric<HostMemory> = {
  topic: 'host:memory',
  testId: 'chart-memory',
  title: 'Memory',
  format: bytes,
  lines: (data) => [
    { label: 'Used', look: 'main' },
    { label: 'Cached', look: 'second' },
    ...(data.swapTotalBytes > 0 ? [{ label: 'Swap', look: 'third' as const }] : []),
  ],
  values: (data) => [data.usedBytes, data.cachedBytes, ...(data.swapTotalBytes > 0 ? [data.swapUsedBytes] : [])],
  headline: (data) => bytes(data.usedBytes),
  detail: (data) => `of ${join(bytes(data.totalBytes))}, ${join(bytes(data.availableBytes))} available`,
  scale: (data) => ({ leastTop: data.totalBytes, fixedTop: data.totalBytes, base: 1024 }),
};

export const network: Metric<HostNetwork> = {
  topic: 'host:network',
  testId: 'chart-network',
  title: 'Network',
  format: byteRate,
  lines: () => [
    { label: 'Received', look: 'main' },
    { label: 'Sent', look: 'second' },
  ],
  values: (data) => [data.receivedBytesPerSecond, data.sentBytesPerSecond],
  headline: (data) => total(data.receivedBytesPerSecond, data.sentBytesPerSecond),
  detail: (data) => names(data.interfaces),
  scale: () => ({ leastTop: LEAST_RATE }),
};

export const disk: Metric<HostDisk> = {
  topic: 'host:disk',
  testId: 'chart-disk',
  title: 'Disk',
  format: byteRate,
  lines: () => [
    { label: 'Written', look: 'main' },
    { label: 'Read', look: 'second' },
  ],
  values: (data) => [data.writtenBytesPerSecond, data.readBytesPerSecond],
  headline: (data) => total(data.writtenBytesPerSecond, data.readBytesPerSecond),
  detail: (data) => names(data.devices),
  scale: () => ({ leastTop: LEAST_RATE }),
};

function total(first: number, second: number): Quantity {
  return byteRate(first + second);
}

const NAMED = 3;

function names(devices: readonly { name: string }[]): string {
  const shown = devices.slice(0, NAMED).map((device) => device.name);
  const more = devices.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
