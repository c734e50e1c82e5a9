/** What holds a run up and the way out, in words for the window and the command line. */
import { formatBytes, formatPercent, formatRate } from './format.ts';
import type { Advice, LimitRaise } from './plan.ts';

export interface AdviceWords {
  /** Ends with a full stop. */
  readonly cause: string;
  /** The way out; empty where there is none, and none is needed. */
  readonly way: string;
}

export function adviceWords({ code, origin, value, raise }: Advice): AdviceWords {
  const host = origin === null ? 'the last host' : hostName(origin);
  const share = formatPercent(value ?? 0, 1);
  switch (code) {
    case 'cpu':
      return {
        cause: 'This computer’s processor is fully used.',
        way: 'Close other programs; higher limits would not help.',
      };
    case 'disk':
      return {
        cause: `Writing results takes ${share} of the time.`,
        way: 'A faster disk for the run file would help.',
      };
    case 'timeouts':
      return {
        cause: `${share} of the time goes into requests that time out.`,
        way: 'A shorter timeout frees their places sooner.',
      };
    case 'failures':
      return {
        cause: `${share} of the requests fail.`,
        way: 'Look at the causes before asking for more.',
      };
    case 'dns':
      return {
        cause: `Name lookups take ${share} of the time.`,
        way: 'A nearer or faster name server would help.',
      };
    case 'concurrency':
      return {
        cause: `All ${value ?? ''} places of Concurrency are taken.`,
        way: raise === null ? 'It cannot be raised further.' : 'More at once would be faster.',
      };
    case 'bandwidth':
      return {
        cause: `Most of the time goes into receiving pages: ${formatBytes(value ?? 0)}/s.`,
        way: 'The line seems to be full; higher limits would not help.',
      };
    case 'parked':
      return {
        cause: `Most of what is left waits for hosts that asked for a pause.`,
        way: 'It goes on by itself when their time has come.',
      };
    case 'rate':
      return {
        cause: `Your limit of ${formatRate(value ?? 0)} requests per second holds ${host} back.`,
        way:
          raise === null ? 'It cannot be raised further.' : 'Nothing there says that it would bear no more.',
      };
    case 'per_host':
      return {
        cause: `Your limit of ${value ?? ''} at once per host holds ${host} back.`,
        way:
          raise === null ? 'It cannot be raised further.' : 'Nothing there says that it would bear no more.',
      };
    case 'host_refuses':
      return {
        cause: `${capital(host)} lets no more through${value === null ? '' : ` than about ${formatRate(value)} per second`}.`,
        way: 'Asking for more risks being blocked.',
      };
    case 'host_slow':
      return {
        cause: `${capital(host)} answers more slowly the more it is asked.`,
        way: 'More requests at once would only wait there.',
      };
    case 'ramping':
      return {
        cause: `Getting faster: ${host} answers well.`,
        way: '',
      };
    case 'healthy':
      return { cause: 'Nothing holds it up.', way: '' };
  }
}

/** One sentence, for the command line. */
export function adviceSentence(advice: Advice): string {
  const { cause, way } = adviceWords(advice);
  return way === '' ? cause : `${cause} ${way}`;
}

/** The verb on the button: "Raise Per host to 16". */
export function raiseWords({ limit, to }: LimitRaise): string {
  const name = {
    concurrency: 'Concurrency',
    perHost: 'Per host',
    ratePerSecPerHost: 'Requests per second per host',
  }[limit];
  return to === null ? `Remove the limit of ${name}` : `Raise ${name} to ${to}`;
}

/** `https://shop.example` is `shop.example` to people. */
export function hostName(origin: string): string {
  return origin.replace(/^https?:\/\//u, '');
}

/** Names of hosts are as they are. */
function capital(text: string): string {
  return text.startsWith('the ') ? `T${text.slice(1)}` : text;
}
