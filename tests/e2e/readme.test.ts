import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { eventsOf, get } from './kit/http.js';
import { fromRoot } from './kit/paths.js';
import { readSnippet } from './kit/readme.js';
import { bundle, typeErrorsOf } from './kit/snippet-build.js';
import { Running } from './kit/running.js';
import { useServer } from './kit/use-server.js';

const server = useServer();

// Inside the workspace, so that the snippets find their packages as an application would.
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(fromRoot('tests/e2e/.readme-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('publishes with the curl command of the README', async () => {
  const { topic, offset } = publishAsTheReadmeSays();
  expect(await newestOf(topic)).toMatchObject({ offset });
});

it('publishes the batch of the README', () => {
  const results = curl('publish-batch') as object[];
  expect(results.length).toBeGreaterThan(1);
  expect(results.every((result) => 'offset' in result)).toBe(true);
});

it('starts the task of the README, which ends well', async () => {
  const { id } = curl('task') as { id: string };
  const state = async (): Promise<unknown> => (await get(server(), `/v1/tasks/${id}`)).body;
  await expect.poll(state, { timeout: 20_000 }).toMatchObject({ state: 'succeeded', result: { rows: 24 } });
});

it('shows what is published with the bare SignalR client of the README', async () => {
  const file = `${folder}/bare.mjs`;
  writeFileSync(file, readSnippet('subscribe-bare', 'js', server().url).code);
  await printsWhatIsPublished(file);
});

it('shows what is published with the TypeScript of the README', async () => {
  const source = `${folder}/subscribe.ts`;
  writeFileSync(source, readSnippet('subscribe-typescript', 'ts', server().url).code);
  expect(typeErrorsOf(source)).toEqual([]);
  await printsWhatIsPublished(await bundle(source, `${folder}/out`, [/^@microsoft\//]));
});

/** Runs a subscriber of the README; what its curl command publishes must be printed. */
async function printsWhatIsPublished(file: string): Promise<void> {
  const { topic } = publishAsTheReadmeSays();
  await followers(topic, 0);
  const subscriber = new Running('node', [file], { cwd: folder });
  onTestFinished(async () => {
    await subscriber.end('SIGKILL');
  });
  await Promise.race([followers(topic, 1), ended(subscriber)]);
  const { offset } = publishAsTheReadmeSays();
  const { data } = await newestOf(topic);
  for (const text of [String(offset), ...leavesOf(data)]) await subscriber.says(wordOf(text));
}

interface Published {
  topic: string;
  offset: number;
}

function publishAsTheReadmeSays(): Published {
  const answer = curl('publish');
  expect(answer).toMatchObject({ topic: expect.any(String) as string, offset: expect.any(Number) as number });
  return answer as Published;
}

/** Runs a curl command of the README; returns what the server answered. */
function curl(name: string): unknown {
  const { code } = readSnippet(name, 'bash', server().url);
  return JSON.parse(execFileSync('bash', ['-euc', code], { encoding: 'utf8', cwd: folder, stdio: 'pipe' })) as unknown;
}

/** Waits until so many follow the topic. */
async function followers(topic: string, subscribers: number): Promise<void> {
  const page = async (): Promise<unknown> => (await get(server(), `/v1/topics?prefix=${topic}&limit=1`)).body;
  await expect.poll(page).toMatchObject({ topics: [{ topic, subscribers }] });
}

async function ended(subscriber: Running): Promise<never> {
  await subscriber.exited;
  throw new Error(`The subscriber of README.md ended by itself. It said:\n${subscriber.output}`);
}

async function newestOf(topic: string): Promise<{ offset: number; data: unknown }> {
  const { body } = await get(server(), `${eventsOf(topic)}?limit=1&reverse=true`);
  const [newest] = (body as { events: { offset: number; data: unknown }[] }).events;
  if (!newest) throw new Error(`${topic} is empty`);
  return newest;
}

/** Every text, number and truth value inside. */
function leavesOf(data: unknown): string[] {
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(leavesOf) : [String(data)];
}

/** The text with nothing but space, quotes or punctuation around it. */
function wordOf(text: string): RegExp {
  return new RegExp(`(?<![\\w.])${text.replace(/[^\w\s]/g, '\\$&')}(?![\\w.])`);
}
