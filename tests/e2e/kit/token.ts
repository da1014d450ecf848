import { execFileSync } from 'node:child_process';
import { fromRoot } from './paths.js';

const KEY = 'dG9rZW5zLW9mLXRoZS1lbmQtdG8tZW5kLXRlc3RzLi4u';

/** A server that accepts the tokens of {@link makeToken}. */
export const tokenSettings = {
  'RealtimeHub:Tokens:SymmetricKey': KEY,
  'RealtimeHub:Tokens:Issuer': 'development',
  'RealtimeHub:Tokens:Audience': 'realtimehub',
};

/** A token, made with the command that people use. */
export function makeToken(...options: string[]): string {
  const command = [fromRoot('server/token.mjs'), '--signing-key', KEY, ...options];
  return execFileSync(process.execPath, command, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
