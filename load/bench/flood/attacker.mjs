import WebSocket from 'ws';

const FRAME_BYTES = 32 * 1_024;
const END = '\u001e';
const HANDSHAKE = `{"protocol":"json","version":1}${END}`;
const CALL = `{"type":1,"invocationId":"1","target":"Time","arguments":[]}${END}`;
const ANSWER = '"type":3';
const PAUSE_MS = 100;

/**
 * One client that sends small calls, as many in a frame as fit. Ends when all are answered, or it is thrown out, or not let in.
 * @param {string} url of the hub
 * @param {number} calls how many
 * @returns {Promise<{ sent: number, answered: number, code: number | undefined }>} `code` is why it was thrown out
 */
export function flood(url, calls) {
  const outcome = { sent: 0, answered: 0, code: undefined };
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once('open', () => socket.send(HANDSHAKE));
    socket.once('message', () => sendAll(socket, calls, outcome));
    socket.on('message', (data) => take(String(data), outcome, () => outcome.answered >= calls && socket.close()));
    socket.once('close', () => resolve(outcome));
    // Not let in: it knocks again a little later, as a client in a loop does.
    socket.once('error', () => setTimeout(resolve, PAUSE_MS, outcome));
  });
}

function sendAll(socket, calls, outcome) {
  const eachFrame = Math.floor(FRAME_BYTES / CALL.length);
  const next = () => {
    if (outcome.sent >= calls || socket.readyState !== WebSocket.OPEN) return;
    const count = Math.min(eachFrame, calls - outcome.sent);
    outcome.sent += count;
    socket.send(CALL.repeat(count), next);
  };
  next();
}

function take(text, outcome, whenTaken) {
  outcome.answered += text.split(ANSWER).length - 1;
  const goodbye = /"target":"disconnecting","arguments":\[(\d+)/.exec(text);
  if (goodbye) outcome.code = Number(goodbye[1]);
  whenTaken();
}
