import { read } from './files.mjs';

const page = 'docs/configuration.md';

/** What docs/configuration.md says there is: each section with its settings, and whether one is a list. */
const sections = readPage();

/** The names of settings in a text, as they stand in the environment: RealtimeHub__Drain__Timeout. */
export const settingsIn = (text) => [...text.matchAll(/\bRealtimeHub(?:__\w+?)+(?=[^\w]|$)/g)].map(([name]) => name);

/**
 * Why a variable of the environment is no setting; undefined when it is one.
 * @param {string} variable such as RealtimeHub__Access__ApiKeys__0
 */
export function problemOf(variable) {
  const path = variable.split('__');
  const isItem = /^\d+$/.test(path.at(-1));
  const names = isItem ? path.slice(0, -1) : path;
  const section = sections.find(({ pattern, settings }) => pattern.test(names.slice(0, -1).join(':')) && settings.has(names.at(-1)));
  if (!section) return `${variable} is not in ${page}`;
  if (section.settings.get(names.at(-1)).isList !== isItem) return `${variable} is ${isItem ? 'no' : 'a'} list`;
  return undefined;
}

/** The default of a time, in seconds: the page says 'Default 15 seconds.' */
export function defaultSeconds(section, name) {
  const [, count, unit] = /Default (\d+) (second|minute)s?\b/.exec(meaningOf(section, name));
  return Number(count) * (unit === 'minute' ? 60 : 1);
}

/** The default of a whole number: the page says 'Default 1,000.' */
export const defaultNumber = (section, name) => Number(/Default ([\d,]+)\./.exec(meaningOf(section, name))[1].replaceAll(',', ''));

/** A time as it is set, hh:mm:ss, in seconds. */
export function seconds(time) {
  const [, hours, minutes, rest] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(time);
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

const meaningOf = (section, name) => sections.find(({ pattern }) => pattern.test(section)).settings.get(name).meaning;

function readPage() {
  return read(page)
    .split(/^## /m)
    .slice(1)
    .flatMap((part) => {
      const [heading, ...lines] = part.split('\n');
      const rows = lines.map((line) => /^\| `(\w+)` \| (.*?) \| (.*) \|$/.exec(line)).filter(Boolean);
      const settings = new Map(rows.map(([, name, kind, meaning]) => [name, { isList: kind.startsWith('list'), meaning }]));
      return [...heading.matchAll(/`([^`]+)`/g)].map(([, path]) => ({ pattern: new RegExp(`^${path.replaceAll(/<\w+>/g, '[^:]+')}$`), settings }));
    });
}
