const METHODS = 25;

/** Three tables as Markdown: the shares of the layers, and of the methods without and with what they call. */
export function writeReport(tally, { command, seconds }) {
  return [
    `# Where the server's time goes\n`,
    `\`${command}\`\n`,
    `${tally.total.toLocaleString('en')} samples of CPU time in ${seconds} s; ${percent(tally.unoptimized / tally.total)} of them in code that the`,
    `runtime had not optimised yet. When that is much, warm up longer.\n`,
    `## By layer\n`,
    table(['share', 'layer'], tally.top(tally.layers).map(({ name, share }) => [percent(share), name])),
    `## Methods, without what they call\n`,
    table(['share', 'layer', 'method'], tally.top(tally.exclusive, METHODS).map(methodRow)),
    `## Methods, with what they call\n`,
    `The way from most system calls back to their callers is not seen: their time is in no method's share, only in their own.\n`,
    table(['share', 'layer', 'method'], tally.top(tally.inclusive, METHODS).map(methodRow)),
  ].join('\n');
}

/** The stacks in the format of https://www.speedscope.app/, equal ones as one. */
export function writeSpeedscope(tally, name) {
  const frames = new Map();
  const indexOf = (frame) => {
    if (!frames.has(frame)) frames.set(frame, frames.size);
    return frames.get(frame);
  };
  const samples = [...tally.stacks.keys()].map((stack) => stack.split('\n').map(indexOf));
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: { frames: [...frames.keys()].map((frame) => ({ name: frame })) },
    profiles: [{ type: 'sampled', name, unit: 'none', startValue: 0, endValue: tally.total, samples, weights: [...tally.stacks.values()] }],
  });
}

const methodRow = ({ name, share }) => [percent(share), ...name.split('\t').map((part) => part.replaceAll('|', '\\|').replaceAll('<', '\\<'))];

const percent = (share) => `${(100 * share).toFixed(1)} %`;

function table(head, rows) {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => (i === 0 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ')} |`;
  return `${[line(head), `| ${widths.map((width, i) => (i === 0 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`, ...rows.map(line)].join('\n')}\n`;
}
