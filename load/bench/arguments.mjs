import { parseArgs } from 'node:util';
import { Problem } from '../../tests/eng/terminal.mjs';

/** What the command lines of the benchmarks have in common. Each of these throws a `Problem` that says what is wrong. */

export function parse(args, known, help) {
  try {
    return parseArgs({ args, options: known }).values;
  } catch (error) {
    throw new Problem(`${error.message}\n\n${help}`);
  }
}

/** Those that a list names, in their own order; the usual ones without a list. */
export function chosen(option, list, all, usual = all) {
  if (list === undefined) return usual;
  const ids = list.split(',').filter(Boolean);
  const unknown = ids.filter((id) => !all.some((item) => item.id === id));
  const known = `there are ${all.map(({ id }) => id).join(', ')}.`;
  if (unknown.length > 0) throw new Problem(`${option}: there is no '${unknown.join("', '")}'; ${known}`);
  if (ids.length === 0) throw new Problem(`${option} names none; ${known}`);
  return all.filter(({ id }) => ids.includes(id));
}

export function whole(option, text, usual, min, max) {
  const value = text === undefined ? usual : Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Problem(`${option} has to be a whole number from ${min} to ${max}.`);
  return value;
}
