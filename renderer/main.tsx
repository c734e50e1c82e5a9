/** Starts the window: one model, connected to main once, drawn by React. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { api } from './api/bridge.ts';
import { App } from './app.tsx';
import { createAppModel } from './state/app-model.ts';
import { AppModelContext } from './state/use-app.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import './styles.css';

const model = createAppModel(api, () => Date.now());
const disconnect = model.connect();
window.addEventListener('pagehide', disconnect);
void model.load();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <AppModelContext value={model}>
        <App />
      </AppModelContext>
    </ErrorBoundary>
  </StrictMode>,
);
