/** Answers that say that there is no page, and hosts that ask for patience. */
import { fault, goodTitle, HTML, page, status, type Fault, type FaultRequest } from '../fault.ts';
import { head, writeAnswer } from '../raw-http.ts';

/** Refuses each address once. */
function atFirst(refuse: (request: FaultRequest) => void): (request: FaultRequest) => void {
  return (request) => {
    if (request.requestNumber === 1) refuse(request);
    else page(request);
  };
}

const patience = { host: 'patience', attempts: 2, title: goodTitle } as const;

export const STATUS_FAULTS: readonly Fault[] = [
  status(400, 'http.client_error'),
  status(401, 'http.unauthorized'),
  status(403, 'http.forbidden'),
  status(404, 'http.not_found'),
  status(407, 'http.unauthorized'),
  status(410, 'http.not_found'),
  status(418, 'http.client_error'),
  status(451, 'http.client_error'),
  status(500, 'http.server_error'),
  status(502, 'http.server_error'),
  status(503, 'http.server_error'),
  status(599, 'http.server_error'),
  // Of the 4xx, these two say that the same request may well succeed later.
  fault(
    'status-408-then-ok',
    'ok',
    atFirst(({ socket }) => writeAnswer(socket, 408, {}, 'Too slow.')),
    {
      attempts: 2,
      title: goodTitle,
    },
  ),
  fault(
    'status-425-then-ok',
    'ok',
    atFirst(({ socket }) => writeAnswer(socket, 425, {}, 'Too early.')),
    {
      attempts: 2,
      title: goodTitle,
    },
  ),
  fault(
    'error-then-ok',
    'ok',
    atFirst(({ socket }) => writeAnswer(socket, 500, {}, 'Not yet.')),
    {
      attempts: 2,
      title: goodTitle,
    },
  ),
  // A 204 has no body whatever follows (RFC 9110, 15.3.5); what follows must not be taken for an answer.
  fault('no-content-with-body', 'ok', ({ socket }) => {
    socket.write(`${head(204, { 'Content-Type': HTML, 'Content-Length': 12 })}<p>Surprise!`);
  }),
  fault('no-content-at-all', 'ok', ({ socket }) => void socket.write(head(204, {}))),

  fault(
    'rate-limited-once',
    'ok',
    atFirst(({ socket }) => writeAnswer(socket, 429, {}, 'Slow down.')),
    patience,
  ),
  fault(
    'rate-limited-with-seconds',
    'ok',
    atFirst(({ socket }) => writeAnswer(socket, 429, { 'Retry-After': 1 }, 'Slow down.')),
    patience,
  ),
  fault(
    'unavailable-with-seconds',
    'ok',
    atFirst(({ socket }) => writeAnswer(socket, 503, { 'Retry-After': 1 }, 'Slow down.')),
    patience,
  ),
];
