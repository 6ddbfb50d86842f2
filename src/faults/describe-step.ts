/** A step in a few words, for the log and for plans: `latency 1.2 s`, `down`, `up`. */
import { kindOf } from './shelf.ts';
import type { Step } from './step.ts';

export function describeStep(step: Step): string {
  switch (step.do) {
    case 'add-toxic':
    case 'update-toxic': {
      const { type, attributes, stream, toxicity } = step;
      return kindOf({ type, attributes, stream, toxicity }).describe({ type, attributes, stream, toxicity });
    }
    case 'add-http-toxic':
    case 'update-http-toxic': {
      const { type, attributes, share, method, path } = step;
      const spec = { type, attributes: { ...attributes, share, method, path }, stream: 'downstream', toxicity: 1 } as const;
      return kindOf(spec).describe(spec);
    }
    case 'disable-proxy':
      return 'down';
    case 'enable-proxy':
      return 'up';
    case 'signal-process':
      return { SIGSTOP: 'paused', SIGKILL: 'killed', SIGTERM: 'ended' }[step.signal];
    case 'start-process':
      return 'started';
    case 'run-command':
      return step.inject.join(' ');
    case 'ask-person':
      return step.say;
  }
}
