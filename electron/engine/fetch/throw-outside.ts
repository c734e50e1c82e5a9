/**
 * Ends the process for an error of our own that comes up in a callback of undici's. undici
 * swallows what a handler throws, or takes it for the connection's: a row would wait for
 * ever, or a server be blamed. As an uncaught error it is seen, and the engine starts again.
 */
export function throwOutside(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
