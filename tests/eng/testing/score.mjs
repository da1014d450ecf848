import { rmSync } from 'node:fs';
import { endOf } from '../command.mjs';
import { red, say, step } from '../terminal.mjs';

/** Adds up what passed and failed, and keeps what failed for the end. */
export class Score {
  passed = 0;
  failed = 0;
  skipped = 0;
  #failures = [];

  /**
   * Runs one part of the tests and counts it.
   * @param {string} name shown to the user
   * @param {() => Promise<Counted>} work
   * @typedef {{ passed: number, failed: number, skipped?: number, log?: string, reason?: string }} Counted
   */
  async part(name, work) {
    await step(name, async () => {
      const counted = await work();
      this.count(name, counted);
      return { detail: detailOf(counted), failed: counted.failed > 0 };
    });
  }

  /**
   * Counts what a part came to.
   * @param {string} name shown to the user when it failed
   * @param {Counted} counted
   */
  count(name, counted) {
    this.passed += counted.passed;
    this.failed += counted.failed;
    this.skipped += counted.skipped ?? 0;
    if (counted.failed > 0) this.#failures.push({ name, ...counted });
  }

  /** Shows what the failed parts printed. */
  explain() {
    for (const { name, reason, log } of this.#failures) {
      say(`\n${red(`--- ${name}: failed`)}${reason ? `: ${reason}` : ''}`);
      if (log) say(endOf(log, 200));
    }
  }

  get line() {
    return `${this.passed} passed, ${this.failed} failed`;
  }
}

function detailOf({ passed, failed, skipped }) {
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(', ');
}

/** A part that passes or fails as a whole, such as a type check. */
export function asOneTest(result) {
  const failed = result.code === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, log: result.log, reason: explained(result) };
}

/**
 * The counts of a report, held against how the program ended: a program that failed, was stopped or tested nothing has
 * failed, whatever its report says.
 * @param {{ code: number, timedOut: boolean, log: string }} result
 * @param {{ passed: number, failed: number, skipped: number } | undefined} report
 * @param {{ mayBeEmpty: boolean }} options
 */
export function checked(result, report, { mayBeEmpty }) {
  if (!report) return { passed: 0, failed: 1, log: result.log, reason: explained(result) ?? 'it left no report' };
  const { passed, failed, skipped } = report;
  if (failed > 0) return { ...report, log: result.log };
  if (result.code !== 0) return { passed, skipped, failed: 1, log: result.log, reason: explained(result) };
  if (passed + skipped === 0 && !mayBeEmpty) return { passed, skipped, failed: 1, log: result.log, reason: 'it ran no tests' };
  return report;
}

function explained({ code, timedOut }) {
  if (timedOut) return 'it took too long and was stopped';
  return code === 0 ? undefined : `it ended with code ${code}`;
}

/** An old report must not speak for a run that left none. */
export const forget = (report) => rmSync(report, { force: true });
