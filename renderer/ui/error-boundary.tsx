/** Last resort for a bug in the window: says so, and gives the window back. The run lives in the engine. */
import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';

interface Props {
  readonly children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main className="grid h-full place-items-center p-8">
        <div role="alert" className="panel max-w-md p-6">
          <h1 className="text-20 font-semibold">Unexpected error</h1>
          <p className="mt-2 text-14 text-muted">
            The window could not be drawn. Your run is not affected: it goes on in the background, and
            everything that is settled is in its run file.
          </p>
          <div className="mt-4">
            <Button look="primary" onClick={() => window.location.reload()}>
              Draw the window again
            </Button>
          </div>
        </div>
      </main>
    );
  }
}
