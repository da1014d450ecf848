// Makes the pictures of the README: 'npm run screenshots'. It takes about two minutes, because the charts shall have a past.
import { runnerImport } from 'vite';

const { module } = await runnerImport('./screenshots/take.ts', { configFile: false, root: import.meta.dirname });
await module.takeScreenshots();
