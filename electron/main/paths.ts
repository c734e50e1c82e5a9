/** Where the built parts are: beside this file, `out/electron/main.js`. */
import { fileURLToPath } from 'node:url';

const beside = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export const ENGINE_SCRIPT = beside('./engine.js');
export const DEMO_SHOP_SCRIPT = beside('./demo-shop.js');
export const PRELOAD_SCRIPT = beside('../preload/preload.cjs');
export const RENDERER_FOLDER = beside('../renderer');
export const ICON_FILE = beside('../../assets/icon.png');
