/**
 * Error codes and the class that carries them.
 *
 * Electron's `invoke` keeps only `message` when a handler rejects, so nothing in
 * this app branches on a message or on `instanceof` across a process boundary:
 * both sides branch on `code`. A URL that failed is not an error: it is a row.
 */
export const ErrorCode = {
  ValidationFailed: 'VALIDATION_FAILED',
  UnknownRoute: 'UNKNOWN_ROUTE',
  UntrustedSender: 'UNTRUSTED_SENDER',
  Internal: 'INTERNAL',
  /** The engine process ended before it answered. */
  EngineGone: 'ENGINE_GONE',
  /** The request needs an open run, or a running or a stopped one. */
  WrongState: 'WRONG_STATE',
  ListEmpty: 'LIST_EMPTY',
  ListNoValidUrl: 'LIST_NO_VALID_URL',
  /** A column or sheet that was named is not there. */
  ListNoColumn: 'LIST_NO_COLUMN',
  /** Expands to far more than any list does: a zip bomb, or a damaged file. */
  ListTooLarge: 'LIST_TOO_LARGE',
  FileUnreadable: 'FILE_UNREADABLE',
  FileUnwritable: 'FILE_UNWRITABLE',
  FolderReadOnly: 'FOLDER_READ_ONLY',
  DiskFull: 'DISK_FULL',
  /** Not a Gleaner run file. */
  RunFileForeign: 'RUN_FILE_FOREIGN',
  /** Written by a newer Gleaner. */
  RunFileTooNew: 'RUN_FILE_TOO_NEW',
  RunFileDamaged: 'RUN_FILE_DAMAGED',
  /** Another window or command has it open. */
  RunFileLocked: 'RUN_FILE_LOCKED',
  /** A table that is no earlier export of Gleaner. */
  ExportForeign: 'EXPORT_FOREIGN',
  /** A run that is not finished stands at that path. */
  RunFileUnfinished: 'RUN_FILE_UNFINISHED',
  /** A recipe file that is none, or a column whose expression cannot be used. */
  RecipeInvalid: 'RECIPE_INVALID',
  Cancelled: 'CANCELLED',
  NotFound: 'NOT_FOUND',
  Unsupported: 'UNSUPPORTED',
} as const;

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** An {@link AppError} as it travels between processes. Structured-clone safe. */
export interface WireError {
  readonly code: ErrorCode;
  /** What happened, for a person. */
  readonly message: string;
  /** What to do about it, for a person; empty when there is nothing to add. */
  readonly advice: string;
}

/** Base class for failures the user can see and callers may branch on. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: ErrorCode;
  readonly advice: string;

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { advice?: string } = {}) {
    super(message, options);
    this.code = code;
    this.advice = options.advice ?? '';
  }

  /** Anything that is not an `AppError` becomes `INTERNAL`; its text is for the log, never sent. */
  static toWire(error: unknown): WireError {
    if (error instanceof AppError) return { code: error.code, message: error.message, advice: error.advice };
    return {
      code: ErrorCode.Internal,
      message: 'Unexpected error.',
      advice: 'The log file has the details.',
    };
  }

  static fromWire(error: WireError): AppError {
    return new AppError(error.code, error.message, { advice: error.advice });
  }
}

/** Makes an impossible case a compile error. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value ${String(value)}`);
}
