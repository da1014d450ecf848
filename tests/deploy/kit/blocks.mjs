/**
 * The directives of a file in the manner of nginx, each as its words with what is in its braces. Throws where a brace or a semicolon is missing.
 * @returns {{ words: string[], inside: ReturnType<typeof blocks> }[]}
 */
export function blocks(text) {
  const tokens = text.match(/#[^\n]*|'[^']*'|"[^"]*"|[{};]|[^\s{};'"#]+/g).filter((token) => !token.startsWith('#'));
  const directives = directivesOf(tokens);
  if (tokens.length > 0) throw new Error("a '}' too many");
  return directives;
}

/** All directives of a name, wherever they are. */
export const named = (directives, name) =>
  directives.flatMap((directive) => [...(directive.words[0] === name ? [directive] : []), ...named(directive.inside, name)]);

function directivesOf(tokens) {
  const found = [];
  let words = [];
  while (tokens.length > 0 && tokens[0] !== '}') {
    const token = tokens.shift();
    if (token === ';' || token === '{') {
      if (words.length === 0) throw new Error(`'${token}' after nothing`);
      found.push({ words, inside: token === '{' ? bracedOf(tokens, words) : [] });
      words = [];
    } else words.push(token);
  }
  if (words.length > 0) throw new Error(`no ';' after '${words.join(' ')}'`);
  return found;
}

function bracedOf(tokens, words) {
  const inside = directivesOf(tokens);
  if (tokens.shift() !== '}') throw new Error(`no '}' after '${words.join(' ')}'`);
  return inside;
}
