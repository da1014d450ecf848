import { filesBelow, read } from './files.mjs';

const instrument = /Create(?:Observable)?(Counter|UpDownCounter|Histogram|Gauge)(?:<\w+>)?\(\s*"(realtimehub[\w.]*)",\s*(?:\w+,\s*)?"([^"]+)"/g;

/** The units that become part of a name; those in braces only say what is counted. */
const suffixes = { By: '_bytes', s: '_seconds' };

/** The names that an OpenTelemetry exporter for Prometheus gives the instruments of the server's code. */
export function prometheusNames() {
  const names = new Set();
  for (const file of filesBelow('server').filter((name) => name.endsWith('.cs') && !name.includes('/obj/'))) {
    for (const [, kind, name, unit] of read(file).matchAll(instrument)) {
      const base = name.replaceAll('.', '_') + (unit.startsWith('{') ? '' : suffixOf(unit));
      if (kind === 'Counter') names.add(`${base}_total`);
      else if (kind === 'Histogram') ['_bucket', '_sum', '_count'].forEach((part) => names.add(base + part));
      else names.add(base);
    }
  }
  return names;
}

function suffixOf(unit) {
  if (!(unit in suffixes)) throw new Error(`How does an exporter write the unit '${unit}'?`);
  return suffixes[unit];
}
