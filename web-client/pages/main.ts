import { startApp } from './app.js';

const root = document.querySelector<HTMLElement>('#app');
if (root !== null) startApp(root);
