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
 * The code block below the comment `<!-- e2e: name -->`, with the README's address replaced by `address`.
 * @throws Error that says what the README lacks.
 */
export function readSnippet(name: string, language: string, address: string): Snippet {
  const path = fromRoot('README.md');
  const readme = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const marker = `<!-- e2e: ${name} -->`;
  const found = new RegExp(`^${marker}\\s*\\n\`\`\`(\\w+)\\n([^]*?)^\`\`\``, 'm').exec(readme);
  const [, told, code] = found ?? [];
  if (told !== language || code === undefined) {
    throw new Error(`README.md has no block "${name}": put the line ${marker} right above a \`\`\`${language} block.`);
  }
  if (!code.includes(README_ADDRESS)) {
    throw new Error(`The block "${name}" of README.md does not speak of ${README_ADDRESS}.`);
  }
  return { language, code: code.replaceAll(README_ADDRESS, address) };
}
