import { existsSync, readFileSync } from 'node:fs';
import { fromRoot } from './paths.js';

/** The address that the README speaks of. */
const README_ADDRESS = 'http://localhost:5080';

/** A code block of the README. */
export interface Snippet {
  language: string;
  code: string;
}

/**
 * The code block of README.md below the comment `<!-- e2e: name -->`, with the README's address replaced by `address`.
 * @throws Error that says what the README lacks.
 */
export function readSnippet(name: string, language: string, address: string): Snippet {
  const snippet = readBlock('README.md', name, language);
  if (!snippet.code.includes(README_ADDRESS)) {
    throw new Error(`The block "${name}" of README.md does not speak of ${README_ADDRESS}.`);
  }
  return { language, code: snippet.code.replaceAll(README_ADDRESS, address) };
}

/**
 * The code block of a file below the comment `<!-- e2e: name -->`, as it stands there.
 * @throws Error that says what the file lacks.
 */
export function readBlock(file: string, name: string, language: string): Snippet {
  const path = fromRoot(file);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const marker = `<!-- e2e: ${name} -->`;
  const found = new RegExp(`^${marker}\\s*\\n\`\`\`(\\w+)\\n([^]*?)^\`\`\``, 'm').exec(text);
  const [, told, code] = found ?? [];
  if (told !== language || code === undefined) {
    throw new Error(`${file} has no block "${name}": put the line ${marker} right above a \`\`\`${language} block.`);
  }
  return { language, code };
}
