import { closeSync, openSync, writeSync } from 'node:fs';

const ROWS_AT_ONCE = 10_000;
const CITIES = ['Aachen', 'Bern', 'Cork', 'Dijon', 'Essen', 'Faro', 'Graz'];

/** Writes a CSV file of at least so many bytes, the same one each time. */
export function writeTable(path, bytes) {
  const file = openSync(path, 'w');
  try {
    let written = writeSync(file, 'id,city,temperature,measured,remark\n');
    for (let row = 0; written < bytes; row += ROWS_AT_ONCE) written += writeSync(file, rowsFrom(row));
  } finally {
    closeSync(file);
  }
}

function rowsFrom(first) {
  let text = '';
  for (let row = first; row < first + ROWS_AT_ONCE; row++) {
    const time = new Date(1_700_000_000_000 + row * 1_000).toISOString();
    text += `${row},${CITIES[row % CITIES.length]},${(((row * 7_919) % 4_000) / 100 - 10).toFixed(2)},${time},"row ${row}, of many"\n`;
  }
  return text;
}
