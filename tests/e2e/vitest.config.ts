import { defineConfig } from 'vitest/config';
import { fromRoot } from './kit/paths.js';

export default defineConfig({
  resolve: { alias: { '@realtimehub/client': fromRoot('web-client/src/index.ts') } },
  test: {
    include: ['*.test.ts'],
    globalSetup: ['./kit/build.ts'],
    // Each worker has servers or a browser beside it.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
});
