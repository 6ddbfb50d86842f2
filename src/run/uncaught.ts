/** An exception that nobody caught must still undo first: it is a reason to stop like any other. */
import { messageOf } from '../errors.ts';
import type { Stopper } from './stop.ts';

/** Starts to listen; the function it returns stops listening and gives exceptions back to Node. */
export function stopOnUncaught(stopper: Stopper): () => void {
  const heard = (error: unknown): void => stopper.request({ why: 'failed', detail: messageOf(error), error });
  process.on('uncaughtException', heard);
  process.on('unhandledRejection', heard);
  return () => {
    process.off('uncaughtException', heard);
    process.off('unhandledRejection', heard);
  };
}
