/** Applies the contract to one incoming request. Has no Electron import, so it is tested in plain Node. */
import { AppError, ErrorCode } from '../../shared/errors.ts';
import {
  requests,
  type IpcResult,
  type RequestHandlers,
  type RequestName,
} from '../../shared/ipc/contract.ts';

function isRequestName(name: unknown): name is RequestName {
  // hasOwn, so that `constructor` and `__proto__` are names like any other unknown one.
  return typeof name === 'string' && Object.hasOwn(requests, name);
}

/**
 * Validates `input`, runs the handler, and always resolves.
 *
 * @returns `{ ok: false }` with `UNKNOWN_ROUTE`, `VALIDATION_FAILED`, the code of
 *   a thrown `AppError`, or `INTERNAL`. It never rejects, because Electron would
 *   reduce the rejection to a message string.
 */
export async function dispatch(
  handlers: RequestHandlers,
  name: unknown,
  input: unknown,
  report: (error: unknown) => void,
): Promise<IpcResult<unknown>> {
  try {
    if (!isRequestName(name)) throw new AppError(ErrorCode.UnknownRoute, 'Unknown request.');
    const parsed = requests[name].input.safeParse(input);
    if (!parsed.success) {
      // The issues name our own fields, never what the user typed, so the log may hold them.
      report(new Error(`Bad input for ${name}: ${describeIssues(parsed.error.issues)}`));
      throw new AppError(ErrorCode.ValidationFailed, `The window sent something wrong (${name}).`, {
        advice: 'This is a fault in Gleaner. The log file has the details.',
      });
    }
    // The name and the schema belong together, which the compiler cannot follow through the union.
    const handler = handlers[name] as (value: unknown) => unknown;
    return { ok: true, value: await handler(parsed.data) };
  } catch (error) {
    if (!(error instanceof AppError)) report(error);
    return { ok: false, error: AppError.toWire(error) };
  }
}

function describeIssues(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[],
): string {
  return issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'input'} ${issue.code}`)
    .join(', ');
}
