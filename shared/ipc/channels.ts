/** The two channels between the window and main. Everything else is a name inside them. */
export const REQUEST_CHANNEL = 'ipc:request';
export const EVENT_CHANNEL = 'ipc:event';
