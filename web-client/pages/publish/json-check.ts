/** Where a text stops being JSON, and what was expected there. Line and column count from 1. */
export interface JsonProblem {
  at: number;
  line: number;
  column: number;
  message: string;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const CHARACTERS = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const WORDS = ['true', 'false', 'null'];

/** As deep as the server accepts. */
const MAX_DEPTH = 64;

/** Finds the first thing that is wrong with a JSON text. Browsers say this each in their own way, or not at all. */
export function checkJson(text: string): JsonProblem | undefined {
  try {
    new Checker(text).run();
    return undefined;
  } catch (problem) {
    if (problem instanceof Unexpected) return locate(text, problem);
    throw problem;
  }
}

class Unexpected extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

class Checker {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  run(): void {
    this.passOver(SPACE);
    if (this.at === this.text.length) this.fail('there is nothing here yet');
    this.value(0);
    if (this.at < this.text.length) this.fail('the value has ended, but more follows');
  }

  private value(depth: number): void {
    const next = this.text[this.at];
    if (depth >= MAX_DEPTH && (next === '{' || next === '[')) this.fail(`nested deeper than ${MAX_DEPTH}`);
    if (next === '{')
      this.list('}', () => {
        this.member(depth);
      });
    else if (next === '[')
      this.list(']', () => {
        this.value(depth + 1);
      });
    else if (next === '"') this.string();
    else this.scalar();
    this.passOver(SPACE);
  }

  private member(depth: number): void {
    if (this.text[this.at] !== '"') this.fail('expected a name in double quotes');
    this.string();
    this.passOver(SPACE);
    this.take(':', 'expected a colon after the name');
    this.value(depth + 1);
  }

  private list(end: string, item: () => void): void {
    this.take(this.text[this.at] ?? '', '');
    if (this.text[this.at] === end) {
      this.take(end, '');
      return;
    }
    for (;;) {
      item();
      if (this.text[this.at] === end) break;
      this.take(',', `expected a comma or ${end}`);
      if (this.text[this.at] === end) this.fail('one comma too many: nothing follows it');
    }
    this.take(end, '');
  }

  private string(): void {
    const start = this.at;
    this.at += 1;
    this.passOver(CHARACTERS);
    const next = this.text[this.at];
    if (next === undefined || next === '\n') this.fail('the text in quotes does not end', start);
    if (next === '\\') this.fail('no such escape after the backslash');
    if (next !== '"') this.fail('a control character must be escaped');
    this.at += 1;
  }

  private scalar(): void {
    const word = WORDS.find((each) => this.text.startsWith(each, this.at));
    if (word !== undefined) {
      this.at += word.length;
      return;
    }
    const start = this.at;
    this.passOver(NUMBER);
    if (this.at > start && !/[\w.+-]/.test(this.text[this.at] ?? ' ')) return;
    this.fail(scalarHint(this.text.slice(start)), start);
  }

  private take(character: string, otherwise: string): void {
    if (this.text[this.at] !== character) this.fail(otherwise);
    this.at += 1;
    this.passOver(SPACE);
  }

  private passOver(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    if (pattern.test(this.text)) this.at = pattern.lastIndex;
  }

  private fail(message: string, at = this.at): never {
    throw new Unexpected(at, message);
  }
}

function scalarHint(rest: string): string {
  if (rest === '') return 'expected a value, but the text ends';
  if (rest.startsWith("'")) return 'text needs double quotes';
  if (/^[-+.\d]/.test(rest)) return 'not a number that JSON knows';
  if (/^[A-Za-z_]/.test(rest)) return 'text needs double quotes; without them only true, false and null';
  return 'expected a value';
}

function locate(text: string, { at, message }: Unexpected): JsonProblem {
  const before = text.slice(0, at).split('\n');
  return { at, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
}
