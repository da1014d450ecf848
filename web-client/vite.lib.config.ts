import { defineConfig } from 'vite';

// The library only: SignalR stays a dependency, so that a page that uses it too carries it once.
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist/lib',
    sourcemap: true,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'index' },
    rolldownOptions: { external: [/^@microsoft\//] },
  },
});
