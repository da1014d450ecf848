const LONGEST = 255;

/** What is wrong with the name of a topic that somebody wants to publish to; nothing when it is fine. */
export function topicProblem(name: string): string | undefined {
  if (name === '') return 'A topic needs a name.';
  if (name.startsWith('$')) return 'Names that begin with $ are the server’s own.';
  if (name.length > LONGEST) return `At most ${LONGEST} characters; these are ${name.length}.`;
  const wrong = /[^A-Za-z0-9_.:/-]/.exec(name)?.[0];
  if (wrong === undefined) return undefined;
  return `${wrong === ' ' ? 'A space' : `“${wrong}”`} cannot be in a name. Use letters, digits and _ . : / -`;
}
