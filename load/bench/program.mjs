import { listenForStop } from '../../tests/eng/command.mjs';
import { Problem, dim, red, say, seconds } from '../../tests/eng/terminal.mjs';
import { openFiles, twoCores } from './cores.mjs';

/**
 * Runs a benchmark as a command: help, results of an earlier run, or a measurement, and what went wrong in a line.
 * @param {{ name: string, help: string, parseOptions: Function, show: Function, measure: Function }} benchmark `show` is given the
 *   options, `measure` the options, the machine, and how it was called
 */
export async function runBenchmark({ name, help, parseOptions, show, measure }, args) {
  try {
    const options = parseOptions(args);
    if (options.help) return say(help);
    if (process.platform !== 'linux') throw new Problem('The benchmark reads /proc and needs Linux.');
    listenForStop();
    if (options.from) return await show(options);
    const started = performance.now();
    const machine = { cores: twoCores(), files: openFiles() };
    await measure(options, machine, [`npm run ${name}`, ...(args.length > 0 ? ['--', ...args] : [])].join(' '));
    say(`\n${dim(`in ${seconds(performance.now() - started)}`)}`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(red(error.message));
    process.exitCode = 1;
  }
}
