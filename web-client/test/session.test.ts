import { expect, test } from 'vitest';
import { resolveOptions } from '../src/options.js';
import { Session, type Farewell } from '../src/session.js';
import { event, message } from './kit/hub-peer.js';
import { Inbox } from './kit/inbox.js';
import { startHub } from './kit/setup.js';

test('A session says nothing of the rest of a frame after it was stopped', async () => {
  const hub = await startHub();
  const offsets = new Inbox<number>();
  const farewells = new Inbox<Farewell>();
  const session: Session = new Session('id', resolveOptions({ url: hub.url }), {
    messages: {
      frame: () => undefined,
      event: (_, offset) => {
        offsets.put(offset);
        session.stop();
      },
      gap: () => undefined,
      answered: () => undefined,
      subscribed: () => undefined,
      unsubscribed: () => undefined,
      presence: () => undefined,
    },
    ended: (_, farewell) => {
      farewells.put(farewell);
    },
  });
  await session.start();

  (await hub.peer()).send(event('a', 1), event('a', 2), message('disconnecting', 3001, 'bye', true, 0));

  expect(await offsets.next()).toBe(1);
  await expect(session.invoke('Time')).rejects.toMatchObject({ code: 0 });
  expect(offsets.rest).toEqual([]);
  expect(farewells.rest).toEqual([]);
});
