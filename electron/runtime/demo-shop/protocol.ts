/** What the demo shop's process and its parent say to each other. */
import type { DemoShopStats } from './shop-server.ts';

export const DEFAULT_DEMO_SEED = 1;

/** From the parent. */
export type DemoShopRequest = { readonly type: 'stats' };

/** To the parent: `listening` once, `stats` for each request. */
export type DemoShopMessage =
  | { readonly type: 'listening'; readonly origin: string }
  | ({ readonly type: 'stats' } & DemoShopStats);
