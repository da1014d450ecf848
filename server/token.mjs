// Makes tokens and keys to try things with: 'npm run token'. For the real thing, the application behind your clients signs tokens.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Problem, bold, dim, red, say } from '../tests/eng/terminal.mjs';

const MIN_KEY_BYTES = 32;
const UNITS = { s: 1, m: 60, h: 3_600, d: 86_400 };

const help = `Makes tokens and keys to try things with.

  npm run token -- --sub USER [options]     a token of a user
  npm run token -- --key                    an API key, and the hash of it for the configuration
  npm run token -- --secret                 a key that signs tokens (RealtimeHub:Tokens:SymmetricKey)

  --sub USER         the user
  --topics LIST      patterns that the bearer may read, such as 'prices:*,news'
  --publish LIST     patterns that the bearer may publish to
  --subscribe LIST   topics that its connections follow from their beginning, without asking
  --for TIME         how long the token lives: 90s, 10m, 12h, 1d (default 1h)
  --jti ID           the number of the token
  --signing-key KEY  the server's RealtimeHub:Tokens:SymmetricKey; default: RealtimeHub__Tokens__SymmetricKey of the environment
  --issuer TEXT      default: RealtimeHub__Tokens__Issuer of the environment, or 'development'
  --audience TEXT    default: RealtimeHub__Tokens__Audience of the environment, or 'realtimehub'
  --help

The token goes to the standard output, and what to do with it to the standard error: TOKEN=$(npm run -s token -- --sub alice)`;

const { env } = process;

function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      sub: { type: 'string' },
      topics: { type: 'string', default: '' },
      publish: { type: 'string', default: '' },
      subscribe: { type: 'string', default: '' },
      for: { type: 'string', default: '1h' },
      jti: { type: 'string' },
      'signing-key': { type: 'string', default: env.RealtimeHub__Tokens__SymmetricKey },
      issuer: { type: 'string', default: env.RealtimeHub__Tokens__Issuer ?? 'development' },
      audience: { type: 'string', default: env.RealtimeHub__Tokens__Audience ?? 'realtimehub' },
      key: { type: 'boolean' },
      secret: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) say(help);
  else if (values.key) makeKey();
  else if (values.secret) say(randomBytes(MIN_KEY_BYTES).toString('base64'));
  else makeToken(values);
}

function makeKey() {
  const key = randomBytes(24).toString('base64url');
  say(key);
  tell(`Its hash, for RealtimeHub:Access:Keys:<name>:Hashes:
  ${createHash('sha256').update(key).digest('hex')}
Say what it may do with Scopes: 'publish:orders:*', 'read:*', 'operate'.`);
}

function makeToken({ sub, topics, publish, subscribe, jti, issuer, audience, for: time, 'signing-key': signingKey }) {
  if (!sub) throw new Problem("Whose token? Say --sub USER. See 'npm run token -- --help'.");
  if (!signingKey) {
    throw new Problem("With which key? Make one with 'npm run -s token -- --secret', give it to the server and to this command:\n  export RealtimeHub__Tokens__SymmetricKey=... RealtimeHub__Tokens__Issuer=development RealtimeHub__Tokens__Audience=realtimehub");
  }
  const now = Math.floor(Date.now() / 1_000);
  const rights = [...listOf(topics), ...listOf(publish).map((topic) => ({ topic, rights: ['publish'] }))];
  const payload = { sub, iss: issuer, aud: audience, iat: now, exp: now + secondsOf(time) };
  if (jti) payload.jti = jti;
  if (rights.length > 0) payload.topics = rights;
  if (subscribe) payload.subscribe = listOf(subscribe);
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  say(`${signed}.${createHmac('sha256', keyBytes(signingKey)).update(signed).digest('base64url')}`);
  tell(`${bold(sub)} until ${new Date(payload.exp * 1_000).toISOString()}: ${JSON.stringify(payload)}
A client shows it as accessToken (browser), AccessTokenProvider (.NET) or Authorization: Bearer (HTTP).`);
}

/** As the server reads it: what Base64 says when that is long enough, otherwise the text itself. */
function keyBytes(text) {
  const decoded = Buffer.from(text, 'base64');
  const bytes = decoded.length >= MIN_KEY_BYTES && decoded.toString('base64') === text ? decoded : Buffer.from(text);
  if (bytes.length < MIN_KEY_BYTES) throw new Problem(`The key has fewer than ${MIN_KEY_BYTES} bytes. Make one with: npm run -s token -- --secret`);
  return bytes;
}

function secondsOf(time) {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(time) ?? [];
  if (!count) throw new Problem(`'${time}' is no time. Use 90s, 10m, 12h or 1d.`);
  return Number(count) * UNITS[unit];
}

const listOf = (text) => text.split(',').filter(Boolean);

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

const tell = (text) => process.stderr.write(`${dim(text)}\n`);

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  process.stderr.write(`${red(error.message)}\n`);
  process.exitCode = 2;
}
