import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/**/*.test.ts', 'pages/**/*.test.ts'], restoreMocks: true, unstubGlobals: true },
});
