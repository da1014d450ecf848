/** What the numbers of refused calls mean for the person in front of the page. */
const ERRORS: Record<number, string> = {
  100: 'The server failed while doing this. Trying again later may help.',
  101: 'The server asks who you are: this needs a token or an API key.',
  102: 'This server has no such namespace (the part of the topic before the first colon).',
  103: 'You may not do this on this topic.',
  105: 'This page follows the topic already.',
  106: 'This connection follows as many topics as it may.',
  107: 'The server could not accept this: a name or a value is not valid.',
  108: 'Too much in too little time. Try again in a moment.',
  109: 'The token has expired.',
  110: 'The same id was used before with other data.',
  112: 'The log no longer holds everything since that position.',
  113: 'The server holds as many topics as it may.',
  114: 'The server cannot do this at the moment. Try again in a moment.',
  116: 'There is no such task, or it ended long ago.',
};

const CLOSES: Record<number, string> = {
  3001: 'The server is shutting down or restarting.',
  3005: 'The token has expired.',
  3008: 'This page read too slowly and was disconnected.',
  3012: 'The server heard nothing from this page for too long.',
  3013: 'This page sent too many requests.',
  3500: 'The server does not accept the token.',
  3503: 'An operator ended this connection.',
  3504: 'The server has as many connections as it may have.',
  3507: 'You may not connect to this server.',
  3509: 'This page made too many errors.',
};

const GAPS: Record<string, string> = {
  slow: 'this page read too slowly',
  expired: 'the log had dropped them already',
  epochChanged: 'the log of the topic started anew',
  tooOld: 'they are older than what the log holds',
  ahead: 'the log of the topic went back',
  localQueue: 'this page could not keep up',
  unknown: 'nobody said why',
};

/** A refused call in words; the text of the server stands in where the code is unknown. */
export function errorWords(code: number | undefined, text: string): string {
  return (code === undefined ? undefined : ERRORS[code]) ?? sentence(text);
}

/** Why a connection ended, in words. */
export function closeWords(code: number | undefined, text: string): string {
  return (code === undefined ? undefined : CLOSES[code]) ?? sentence(text);
}

/** Why events are missing, in words that follow "because". */
export function gapWords(reason: string): string {
  return GAPS[reason] ?? reason;
}

/** A text as a sentence: with an end, and never empty. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'The server gave no reason.';
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
