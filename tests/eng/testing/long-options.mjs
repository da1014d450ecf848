import { Problem } from '../terminal.mjs';
import { campaigns } from './campaigns.mjs';

const SOAK_MINUTES = 30;
const MOST_MINUTES = 55;

export const help = `Usage: npm run test:long [-- OPTIONS]

Builds once, runs the long campaigns one after the other, and ends with a table of what they did.
The exit code is 1 when anything failed. All output is in artifacts/logs.

  --only NAME      only one campaign; may be repeated or hold several, with commas
  --minutes N      how long the soak lasts; default ${SOAK_MINUTES}
  --list           the campaigns, and what each proves
  --help           this text`;

export const list = campaigns.map(({ name, proves }) => `  ${name.padEnd(16)} ${proves}`).join('\n');

/** @returns {{ help: boolean, list: boolean, minutes: number, chosen: import('./campaigns.mjs').LongCampaign[] }} */
export function parseLongOptions(args) {
  const options = { help: false, list: false, minutes: SOAK_MINUTES };
  const names = new Set();
  const rest = args.flatMap((arg) => (/^--\w+=/.test(arg) ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg]));
  while (rest.length > 0) {
    const name = rest.shift();
    if (name === '--help' || name === '-h') options.help = true;
    else if (name === '--list') options.list = true;
    else if (name === '--only') namesOf(rest.shift()).forEach((chosen) => names.add(chosen));
    else if (name === '--minutes') options.minutes = minutesOf(rest.shift());
    else throw new Problem(`'${name}' is no option of npm run test:long.\n\n${help}`);
  }
  return { ...options, chosen: campaigns.filter(({ name }) => names.size === 0 || names.has(name)) };
}

function namesOf(value) {
  if (!value) throw new Problem(`--only needs a value.\n\n${help}`);
  const names = value.split(',');
  const unknown = names.find((name) => !campaigns.some((campaign) => campaign.name === name));
  if (unknown !== undefined) throw new Problem(`'${unknown}' is no campaign. There are:\n\n${list}`);
  return names;
}

function minutesOf(value) {
  const minutes = Number(value);
  if (!(minutes >= 1 && minutes <= MOST_MINUTES)) throw new Problem(`--minutes needs a number from 1 to ${MOST_MINUTES}.\n\n${help}`);
  return minutes;
}
