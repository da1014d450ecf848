import { describe, expect, it } from 'vitest';
import { kindsOf, newClient, Recorder } from './kit/browser-client.js';
import { useBrowser } from './kit/dashboard.js';
import { publish } from './kit/http.js';
import { makeToken, tokenSettings } from './kit/token.js';
import { useServer } from './kit/use-server.js';

const server = useServer({
  ...tokenSettings,
  'RealtimeHub:Access:PersonalNamespace': 'demo',
});
const browser = useBrowser();

describe('a client with a token', () => {
  it('reads what the token allows, and nothing else', async () => {
    const client = newClient({
      url: server().hubUrl,
      accessToken: () => makeToken('--sub', 'alice', '--topics', 'news'),
    });
    const [allowed, refused] = [new Recorder(), new Recorder()];
    client.subscribe('news', allowed);
    client.subscribe('other', refused);
    await client.connect();
    await allowed.subscribed();
    await publish(server(), 'news', 1);

    await expect.poll(() => allowed.data).toEqual([1]);
    await expect.poll(() => refused.errors).toMatchObject([{ code: 103, temporary: false }]);
  });

  it('is handed what the server subscribes it to, without having asked', async () => {
    const client = newClient({
      url: server().hubUrl,
      accessToken: () => makeToken('--sub', 'alice', '--subscribe', 'alerts'),
    });
    const recorders = new Map<string, Recorder>();
    client.on('subscribed', ({ topic, position }) => {
      const recorder = new Recorder();
      recorders.set(topic, recorder);
      client.subscribe(topic, recorder, { since: position });
    });
    await client.connect();
    await expect.poll(() => [...recorders.keys()].sort()).toEqual(['alerts', 'demo:alice']);
    await publish(server(), 'alerts', 'fire');
    await publish(server(), 'demo:alice', 'hello');

    await expect.poll(() => recorders.get('alerts')?.data).toEqual(['fire']);
    await expect.poll(() => recorders.get('demo:alice')?.data).toEqual(['hello']);
  });

  it('renews it before it ends, and the connection goes on', async () => {
    let asked = 0;
    const client = newClient({
      url: server().hubUrl,
      accessToken: () => {
        asked++;
        return makeToken('--sub', 'alice', '--topics', 'news', '--for', '3s');
      },
    });
    await client.connect();
    const kinds = kindsOf(client);

    await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
    expect(kinds).toEqual([]);
    expect((await client.history('news')).offset).toBeGreaterThanOrEqual(0);
  });
});

describe('a page in a browser', () => {
  it('shows its token in the address of the WebSocket, and gets in with a good one alone', async () => {
    const page = await (await browser().newContext()).newPage();
    await page.goto(server().url);
    const firstOf = (token: string): Promise<string> =>
      page.evaluate(
        (address) =>
          new Promise<string>((resolve) => {
            const socket = new WebSocket(address);
            socket.onopen = () => {
              socket.send('{"protocol":"json","version":1}\u001e');
            };
            socket.onmessage = ({ data }) => {
              resolve(String(data));
              socket.close();
            };
            socket.onerror = () => {
              resolve('refused');
            };
          }),
        `${server().hubUrl.replace('http', 'ws')}?access_token=${token}`,
      );

    expect(await firstOf(makeToken('--sub', 'bob', '--topics', 'news'))).toBe('{}\u001e');
    expect(await firstOf(`${makeToken('--sub', 'bob').slice(0, -4)}AAAA`)).toBe('refused');
    await page.context().close();
  });
});
