import { AppError, ErrorCode } from '../../shared/errors.ts';

/** Thrown when the command line was used in a way it does not have; exit status 2. */
export class UsageError extends AppError {
  override readonly name = 'UsageError';

  constructor(message: string, advice = '') {
    super(ErrorCode.ValidationFailed, message, { advice });
  }
}
