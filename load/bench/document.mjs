import { WARM } from './plan.mjs';
import { briefTable, markdown, tableOf } from './table.mjs';

/** The results as Markdown: what was measured where, the table, and what is missing from it. */
export function resultsDocument({ rows, shapes, machine, command, ...rest }) {
  const ids = shapes.map(({ id }) => id);
  const ours = (i) => rows[i].ours;
  return `${[
    `\`${command}\`, ${machineText(machine)}. ${roundsText(rest)}`,
    shapes
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, title }) => `- **${id}**: ${title}`)
      .join('\n'),
    markdown(tableOf(rows, ids), ours),
    ...leftOutText(rows),
  ].join('\n\n')}\n`;
}

/** The one table for readers who want no more: what an event costs many subscribers of one topic, and what one that waits does. */
export function briefDocument({ rows, command, machine }) {
  const shown = rows.filter((row) => row.cells.A && row.cells.D);
  return `${[
    markdown(briefTable(shown), (i) => shown[i].ours),
    `\`${command}\`, ${machineText(machine)}.`,
    ...leftOutText(rows),
  ].join('\n\n')}\n`;
}

export function machineText(machine) {
  if (!machine) return 'on an unknown machine';
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB of memory`;
  return `${machine.cpu}, ${machine.cores} cores, ${memory}, ${machine.system}, kernel ${machine.kernel}, ${machine.runtime}; ${machine.pinning}`;
}

function roundsText({ rounds, seconds, warmup }) {
  const measured = `each shape measured for ${seconds} s`;
  const first = warmup === undefined ? '20 s for managed runtimes, 5 s for native ones and Python' : `${warmup} s at most`;
  const warm = `in the order C, A, B in one process, warmed up for ${first} and for ${WARM} s before each further shape; D in a process that has done nothing before`;
  return rounds === 1
    ? `One round, ${measured}, ${warm}: no spread is known.`
    : `${rounds} rounds in turns, ${measured}, ${warm}; the median (of two rounds the middle between them), and in parentheses the least and the greatest; latencies are medians alone. Multiples of the floor are those of the same round. D is measured in the first round only.`;
}

function leftOutText(rows) {
  const gone = rows.filter((row) => row.leftOut);
  return gone.length === 0 ? [] : [`Left out:\n\n${gone.map((row) => `- ${row.name}: ${row.leftOut}`).join('\n')}`];
}

/** Replaces what stands between two comments that name it. */
export function replaceSection(text, name, content) {
  const [begin, end] = [`<!-- ${name}: begin -->\n`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no '${begin.trim()}' with its end`);
  return text.slice(0, from + begin.length) + content + text.slice(to);
}
