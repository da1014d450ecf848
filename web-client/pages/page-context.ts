import type { RealtimeHubClient } from '../src/index.js';
import type { FrameLoop } from './charts/frame-loop.js';
import type { TopicStore } from './overview/topic-store.js';
import type { ThemeStore } from './ui/theme.js';

/** What all views of the page share; it lives as long as the page. */
export interface PageContext {
  client: RealtimeHubClient;
  topics: TopicStore;
  theme: ThemeStore;
  loop: FrameLoop;
}
