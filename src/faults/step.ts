/** What a fault is made of: one thing to do each, at its time after the injection. Its undo follows from it. */

interface Timed {
  /** After the moment the fault begins; 0 is the injection itself. Below the length of the window. */
  readonly afterMs: number;
}

/** A toxic of the fault is called by its number: 0, 1, ... */
export type ProxyStep = Timed &
  (
    | {
        readonly do: 'add-toxic';
        readonly toxic: number;
        readonly type: string;
        readonly stream: 'upstream' | 'downstream';
        readonly toxicity: number;
        readonly attributes: Readonly<Record<string, number>>;
      }
    /** All of it is said again, what stays as it is too. */
    | {
        readonly do: 'update-toxic';
        readonly toxic: number;
        readonly type: string;
        readonly stream: 'upstream' | 'downstream';
        readonly toxicity: number;
        readonly attributes: Readonly<Record<string, number>>;
      }
    | { readonly do: 'disable-proxy' }
    | { readonly do: 'enable-proxy' }
  );

/** On links of protocol http, on Stampede's own proxy server. */
export type HttpStep = Timed &
  (
    | {
        readonly do: 'add-http-toxic';
        readonly toxic: number;
        readonly type: string;
        /** Of the requests that match, 0..1. */
        readonly share: number;
        /** null: any. */
        readonly method: string | null;
        /** Exact, or a prefix with a trailing *; null: any. */
        readonly path: string | null;
        readonly attributes: Readonly<Record<string, number | string>>;
      }
    | {
        readonly do: 'update-http-toxic';
        readonly toxic: number;
        readonly type: string;
        readonly share: number;
        readonly method: string | null;
        readonly path: string | null;
        readonly attributes: Readonly<Record<string, number | string>>;
      }
  );

/** On a process that the scenario started, by its name there. */
export type ProcessStep = Timed &
  (
    | { readonly do: 'signal-process'; readonly process: string; readonly signal: 'SIGSTOP' | 'SIGKILL' | 'SIGTERM' }
    /** One that a step before has ended. */
    | { readonly do: 'start-process'; readonly process: string }
  );

export type CommandStep = Timed & {
  readonly do: 'run-command';
  /** Argument lists: no shell reads them. */
  readonly inject: readonly string[];
  readonly undo: readonly string[] | null;
  readonly verify: readonly string[] | null;
  /** Of each of them. */
  readonly timeoutMs: number;
};

export type ManualStep = Timed & {
  readonly do: 'ask-person';
  readonly say: string;
  readonly undoSay: string | null;
  /** How long a confirmation is waited for. */
  readonly timeoutMs: number;
};

export type Step = ProxyStep | HttpStep | ProcessStep | CommandStep | ManualStep;
