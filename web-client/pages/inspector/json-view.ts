import { h } from '../base/dom.js';

/** A piece of JSON text and what it is. */
export interface JsonToken {
  kind: 'key' | 'string' | 'number' | 'word' | 'plain';
  text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;

/** Longer texts are shown without colours: thousands of elements for one event help nobody. */
const COLOURED_CHARACTERS = 20_000;

/** Cuts formatted JSON into pieces to colour; the pieces together are the text. */
export function jsonTokens(text: string): JsonToken[] {
  if (text.length > COLOURED_CHARACTERS) return [{ kind: 'plain', text }];
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) });
    const [whole, string, colon, number] = match;
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string });
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon });
    } else {
      tokens.push({ kind: number === undefined ? 'word' : 'number', text: whole });
    }
    end = match.index + whole.length;
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) });
  return tokens;
}

/** Formatted JSON in quiet colours. */
export function jsonView(text: string): HTMLElement {
  const code = h('code');
  for (const token of jsonTokens(text)) {
    code.append(token.kind === 'plain' ? token.text : h('span', { class: `json-${token.kind}` }, token.text));
  }
  return h('pre', { class: 'json', tabindex: 0 }, code);
}
