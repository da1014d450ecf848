import { bold, say } from '../../../tests/eng/terminal.mjs';
import { aligned, markdown } from '../table.mjs';
import { tablesOf } from './figures.mjs';

export function printTables(bench) {
  for (const table of tablesOf(bench)) {
    const [head, ...lines] = aligned(table);
    say(`\n${bold(head)}`);
    lines.forEach((line) => say(line));
  }
}

export const markdownTables = (bench) =>
  tablesOf(bench)
    .map((table) => markdown(table))
    .join('\n\n');
