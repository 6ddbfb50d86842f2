/**
 * Errors of the tool (a failing target is data, never an error). Each has a code, a sentence and a hint;
 * every code is in the catalogue below and in docs/errors.md, and a test holds the two together.
 */
import { exitCode } from './exit-codes.ts';

/** code -> exit code. A code is a promise: scripts match on it. */
export const catalogue = {
  USAGE: exitCode.usage,
  SCENARIO_INVALID: exitCode.usage,
  SCENARIO_NOT_FOUND: exitCode.usage,
  FILE_UNREADABLE: exitCode.usage,
  CONFIG_INVALID: exitCode.usage,
  IMPORT_INVALID: exitCode.usage,
  FILE_CHANGED: exitCode.usage,
  ENVIRONMENT_UNKNOWN: exitCode.usage,
  TARGET_MISSING: exitCode.usage,
  HOST_NOT_ALLOWED: exitCode.usage,
  GUARD_EXCEEDED: exitCode.usage,
  HOST_NOT_CONFIRMED: exitCode.usage,
  NOT_PROVABLE: exitCode.usage,
  RUN_NOT_FOUND: exitCode.usage,
  LOG_UNREADABLE: exitCode.usage,
  NOT_COMPARABLE: exitCode.usage,
  BASELINE_INVALID: exitCode.usage,
  NOT_SUPPORTED: exitCode.usage,
  NODE_TOO_OLD: exitCode.usage,
  TARGET_UNREACHABLE: exitCode.notReady,
  IDENTITY_MISMATCH: exitCode.notReady,
  LISTEN_TAKEN: exitCode.notReady,
  PROXY_CONFLICT: exitCode.notReady,
  LINK_LOCKED: exitCode.notReady,
  FAULT_NOT_ACTIVE: exitCode.notReady,
  TOXIPROXY_UNREACHABLE: exitCode.notReady,
  TOXIPROXY_REFUSED: exitCode.notReady,
  OBSERVER_UNREACHABLE: exitCode.notReady,
  NOT_STEADY: exitCode.notReady,
  NO_BREAKER: exitCode.notReady,
  STOREFRONT_FAILED: exitCode.notReady,
  PROCESS_FAILED: exitCode.notReady,
  COMMAND_FAILED: exitCode.notReady,
  NOT_CONFIRMED: exitCode.notReady,
  RATE_OUT_OF_REACH: exitCode.notReady,
  OUTPUT_UNWRITABLE: exitCode.notReady,
  RUN_NOT_ANSWERING: exitCode.notReady,
  ROLLBACK_INCOMPLETE: exitCode.rollbackIncomplete,
  LOAD_WORKER_DIED: exitCode.bug,
  INTERNAL: exitCode.bug,
} as const;

export type ErrorCode = keyof typeof catalogue;

/** Where in a user's file the mistake stands; line and column count from 1. */
export interface Where {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One mistake of several: validation reports all of them at once. */
export interface Problem {
  readonly message: string;
  readonly where?: Where;
  readonly hint?: string;
}

export class ChaosError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly where: Where | undefined;
  readonly problems: readonly Problem[];

  constructor(
    code: ErrorCode,
    message: string,
    hint: string,
    more: { where?: Where; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ChaosError';
    this.code = code;
    this.hint = hint;
    this.where = more.where;
    this.problems = more.problems ?? [];
  }

  get exit(): number {
    return catalogue[this.code];
  }
}

/** `file:line:column`, as editors and terminals make it clickable. */
export function at(where: Where): string {
  return `${where.file}:${where.line}:${where.column}`;
}

/** The sentence of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's code of an error (`ECONNREFUSED`), looked for through its causes, or undefined. */
export function systemCodeOf(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    const code = (e as NodeJS.ErrnoException).code;
    // Ours are no system's.
    if (typeof code === 'string' && !(e instanceof ChaosError)) return code;
    if (e instanceof AggregateError) {
      const first = e.errors.find((inner) => systemCodeOf(inner) !== undefined);
      if (first !== undefined) return systemCodeOf(first);
    }
  }
  return undefined;
}
