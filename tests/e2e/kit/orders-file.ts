import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

const CITIES = ['Aarhus', 'Bergen', 'Cork', 'Delft', 'Espoo'];
const BLOCK = 10_000;

/** Writes a CSV file of orders with so many rows; a million of them are about 50 MB. */
export async function writeOrders(folder: string, name: string, rows: number): Promise<void> {
  const file = createWriteStream(join(folder, name));
  file.write('order,city,amount,paid,ordered,note\n');
  for (let first = 1; first <= rows; first += BLOCK) {
    const lines = Array.from({ length: Math.min(BLOCK, rows - first + 1) }, (_, index) => order(first + index));
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}

function order(number: number): string {
  const day = String((number % 28) + 1).padStart(2, '0');
  const note = number % 3 === 0 ? '' : `"said ""thanks"", ${number % 97} times"`;
  const paid = number % 7 === 0 ? 'false' : 'true';
  return `${number},${CITIES[number % CITIES.length] ?? ''},${(number % 9000) / 100},${paid},2026-11-${day},${note}\n`;
}
