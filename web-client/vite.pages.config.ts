import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The dashboard, built into the folder from which the server serves its pages. */
export default defineConfig({
  root: path('./pages'),
  // Relative addresses: the page also works behind a proxy that serves it below a path.
  base: './',
  build: {
    outDir: path('../server/RealtimeHub.Server/wwwroot'),
    emptyOutDir: true,
    target: 'es2022',
    // An inlined asset would be a data: address, and the content-security policy allows those for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/hub': { target: 'http://localhost:5080', ws: true },
      '/v1': { target: 'http://localhost:5080' },
    },
  },
});
