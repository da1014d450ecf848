import { publishPath } from './server-url.js';

/** The command that publishes `json` to `topic`, ready to paste into a POSIX shell. */
export function curlPublish(origin: string, topic: string, json: string): string {
  return curlPost(new URL(publishPath(topic), origin).href, json);
}

/** The command that posts `json` to an address. */
export function curlPost(address: string, json: string): string {
  return `curl ${quote(address)} -H 'content-type: application/json' -d ${quote(json)}`;
}

/** Single quotes keep everything as it is; a single quote itself ends, escapes and starts again. */
function quote(text: string): string {
  return /^[A-Za-z0-9_.:/=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
