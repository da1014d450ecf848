import { cyan, dim, red, say } from '../../tests/eng/terminal.mjs';
import { number } from './table.mjs';
import { COLLAPSED_PERCENT, FOLLOWS_PERCENT, ratePercent } from './summary.mjs';
import { timeOf } from './plan.mjs';

const live = Boolean(process.stdout.isTTY);

/** Tells what runs, what is next, how much time is left, and each figure as soon as it is known. */
export class Progress {
  #steps;
  #done = [];
  #timer;

  constructor(steps) {
    this.#steps = steps;
    say(`\n${steps.length} measurements, about ${minutes(timeOf(steps, []))}\n`);
  }

  begin(step) {
    const text = `${String(this.#done.length + 1).padStart(3)}/${this.#steps.length}  round ${step.round}  ${step.server.name.padEnd(31)} ${step.shape.id}  `;
    const left = this.#steps.slice(this.#done.length);
    const next = left[1] ? `, next ${left[1].server.name} ${left[1].shape.id}` : '';
    const started = Date.now();
    const show = () => {
      const rest = Math.max(0, timeOf(left, this.#done) - (Date.now() - started) / 1_000);
      process.stdout.write(`\r\u001b[K${text}${dim(`${Math.round((Date.now() - started) / 1_000)} s, ${minutes(rest)} left${next}`)}`);
    };
    if (!live) return process.stdout.write(text);
    show();
    this.#timer = setInterval(show, 1_000);
  }

  end(step, result) {
    clearInterval(this.#timer);
    this.#done.push(result);
    if (live) {
      process.stdout.write(
        `\r\u001b[K${String(this.#done.length).padStart(3)}/${this.#steps.length}  round ${step.round}  ${cyan(step.server.name.padEnd(31))} ${step.shape.id}  `,
      );
    }
    const left = timeOf(this.#steps.slice(this.#done.length), this.#done);
    say(`${result.error ? red(result.error.split('\n')[0]) : this.#figures(step, result)}  ${dim(`${minutes(left)} left`)}`);
  }

  #figures(step, { report, round, shape }) {
    const { serverUsage: usage, latency, faults, connect } = report;
    if (shape === 'D')
      return `${number(usage.bytesPerConnection / 1_024)} KiB a connection, ${number(connect.serverCpuUs)} us CPU to connect`;
    const percent = ratePercent(step.shape, report);
    const floor = this.#floorOf(shape, round);
    return [
      `${number(usage.cpuPerDeliveryUs)} us/event${floor ? `, ${number(usage.cpuPerDeliveryUs / floor)} x floor` : ''}`,
      latency.count > 0 ? `p50 ${number(latency.p50)} p99 ${number(latency.p99)} ms` : 'all too late',
      percent < FOLLOWS_PERCENT ? red(`${number(percent)} % of the rate${percent < COLLAPSED_PERCENT ? ': collapses' : ''}`) : '',
      faults.lost > 0 ? red(`${faults.lost} lost`) : '',
    ]
      .filter(Boolean)
      .join(', ');
  }

  /** That of this round; in a round that goes backwards it is not known yet, and that of the last one has to do. */
  #floorOf(shape, round) {
    const floors = this.#done.filter((run) => run.server === 'floor' && run.shape === shape && run.report);
    return (floors.find((run) => run.round === round) ?? floors.at(-1))?.report.serverUsage.cpuPerDeliveryUs;
  }
}

export function minutes(seconds) {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}
