// A mail server for tests: node mail-server.mjs '{"port":2525,...}'. It keeps nothing, and writes what it gets as one JSON object a line.
import { readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

/** @type {{ port: number, key?: string, certificate?: string, tls?: 'start' | 'always', user?: string, password?: string, silent?: boolean }} */
const options = JSON.parse(process.argv[2]);

const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

// How often each of those was asked for that are not to be had at once.
const asked = new Map();

const server = new SMTPServer({
  secure: options.tls === 'always',
  ...(options.key && { key: readFileSync(options.key), cert: readFileSync(options.certificate) }),
  hideSTARTTLS: options.tls == null,
  authOptional: options.user == null,
  disabledCommands: options.user == null ? ['AUTH'] : [],
  disableReverseLookup: true,
  logger: false,

  onConnect(session, done) {
    tell({ event: 'connected' });
    if (!options.silent) done();
  },

  onAuth({ username, password }, session, done) {
    tell({ event: 'login', user: username, secure: session.secure });
    if (username === options.user && password === options.password) done(null, { user: username });
    else done(refusal(535, 'no such user, or another password'));
  },

  // Who is named "refused" is never to be had; who is named "later", not at the first time.
  onRcptTo({ address }, session, done) {
    const count = (asked.get(address) ?? 0) + 1;
    asked.set(address, count);
    tell({ event: 'recipient', to: address });
    if (address.startsWith('refused@')) done(refusal(550, 'no such mailbox'));
    else if (address.startsWith('later@') && count === 1) done(refusal(450, 'mailbox busy'));
    else done();
  },

  onData(stream, session, done) {
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      tell({
        event: 'mail',
        from: mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        user: session.user,
        secure: session.secure,
        source: Buffer.concat(parts).toString('base64'),
      });

      // The mail is taken; its sender does not hear of it.
      if (mailFrom.address.startsWith('cut@') && asked.get('cut') === undefined) {
        asked.set('cut', 1);
        process.exitCode = 1;
        process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'));
        return;
      }

      done(null, 'taken');
    });
  },
});

server.on('error', (error) => tell({ event: 'error', error: error.message }));
server.listen(options.port, '127.0.0.1', () => tell({ event: 'listens' }));
