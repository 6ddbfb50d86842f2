/** Lines that a file gets, or that a program writes, as a feed. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, systemCodeOf } from '../../../errors.ts';
import { startProgram, type KeptProgram } from '../../inject/kept-program.ts';
import { openCostBook } from './cost.ts';
import type { Ear } from './ear.ts';
import type { Feed, Unheard, Watching } from './feed.ts';
import { inRounds } from './rounds.ts';
import { openTail, type Tail } from './tail.ts';

const everyMs = 100;
/** Until a program that ended is started again. */
const againMs: readonly number[] = [200, 1_000, 5_000];

export function followFile(path: string, ear: Ear, watching: Watching, by: 'file' | 'command' = 'file'): Feed {
  const { clock, emit, toRunMs } = watching;
  const book = openCostBook(clock.now());
  const first = Promise.withResolvers<readonly Unheard[]>();
  let tail: Tail | undefined;
  let sinceMs = clock.now();

  const look = async (): Promise<void> => {
    const beganMs = clock.now();
    try {
      tail ??= await openTail(path);
      for (let more = true; more;) {
        const read = await tail.read();
        more = read.more;
        if (read.bytes > 0) book.took(null, read.bytes);
        if (read.text === '') ear.connected(toRunMs(clock.now()));
        else ear.part(read.text, toRunMs(clock.now()), toRunMs(sinceMs));
      }
      sinceMs = beganMs;
      first.resolve([]);
    } catch (error) {
      const problem = systemCodeOf(error) ?? messageOf(error);
      book.failed(0);
      ear.silent(problem);
      first.resolve([{ url: path, problem }]);
    }
  };
  const rounds = inRounds(look, everyMs);
  return {
    first: first.promise,
    async stop(lastReading) {
      const endMs = lastReading ? toRunMs(clock.now()) : undefined;
      await rounds.stop();
      if (lastReading) {
        await look();
        // Nobody will end that line any more.
        const rest = tail?.rest() ?? '';
        if (rest !== '') ear.part(`${rest}\n`, toRunMs(clock.now()), toRunMs(sinceMs));
      }
      await tail?.close();
      ear.end(endMs);
      emit({ type: 'breaker-cost', ...book.told({ instance: ear.instance, breakers: ear.breakers, by }, clock.now(), null) });
    },
  };
}

/**
 * The program goes with the tool, however that ends, and is started again where it ends by itself. What it writes stands in the folder of the
 * run as long as it is followed.
 */
export function followCommand(command: readonly string[], ear: Ear, watching: Watching): Feed {
  const url = command.join(' ');
  const log = join(watching.runDir, `breaker-${ear.breakers.join('-')}.log`);
  let stopped = false;
  let failures = 0;
  let again: NodeJS.Timeout | undefined;
  let program: KeptProgram | undefined;
  /** Settled, unless it is being started at this moment. */
  let starting: Promise<void> = Promise.resolve();

  const start = async (): Promise<void> => {
    program = await startProgram({ command, cwd: process.cwd(), log }, process.env);
    void program.ended.then(({ code, signal }) => {
      if (stopped) return;
      ear.silent(`the command ended with ${signal ?? `code ${code}`}`);
      again = setTimeout(
        () => {
          starting = start().catch((error: unknown) => ear.silent(messageOf(error)));
        },
        againMs[Math.min(failures++, againMs.length - 1)],
      );
    });
  };
  const begin = async (): Promise<{ feed: Feed; problem: string | null }> => {
    await writeFile(log, '', { mode: 0o600 });
    // Followed from its beginning: all that the program writes is new.
    const feed = followFile(log, ear, watching, 'command');
    await feed.first;
    try {
      await start();
      return { feed, problem: null };
    } catch (error) {
      const problem = messageOf(error);
      ear.silent(problem);
      return { feed, problem };
    }
  };
  const begun = begin();
  return {
    first: begun.then(({ problem }) => (problem === null ? [] : [{ url, problem }])),
    async stop(lastReading) {
      stopped = true;
      const { feed } = await begun;
      clearTimeout(again);
      await starting;
      await program?.stop();
      await feed.stop(lastReading);
      await rm(log, { force: true });
    },
  };
}
