import { startApp } from './app';

const root = document.querySelector<HTMLElement>('#app');
if (root !== null) startApp(root);
