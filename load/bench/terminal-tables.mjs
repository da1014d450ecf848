import { bold, cyan, say } from '../../tests/eng/terminal.mjs';
import { aligned, tableOf } from './table.mjs';

/** The table in pieces that a terminal can hold: one for each shape. */
export function printTables(rows, shapes) {
  for (const { id, title } of shapes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    say(`\n${bold(`${id}: ${title}`)}`);
    const [heads, ...lines] = aligned(tableOf(rows, [id]).map((row) => row.map((cell) => cell.replace(`${id}: `, ''))));
    say(bold(heads));
    lines.forEach((line, i) => say(rows[i].ours ? cyan(line) : line));
  }
  const gone = rows.filter((row) => row.leftOut);
  if (gone.length > 0) say(`\nleft out:\n${gone.map((row) => `  ${row.name}: ${row.leftOut}`).join('\n')}`);
}
