/** The format of server-sent events, from chunks that are cut anywhere, in the middle of a character too. Pure. */
import { StringDecoder } from 'node:string_decoder';

export interface EventStream {
  /** The data of each event that a chunk completes. Throws where one event is longer than `mostChars`. */
  push(chunk: Buffer): string[];
}

export function createEventStream(mostChars = 4e6): EventStream {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let data: string[] = [];
  let held = 0;
  return {
    push(chunk) {
      rest += decoder.write(chunk);
      const events: string[] = [];
      // A line may end with CR, LF or both; a CR at the very end may be half of both.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) events.push(data.join('\n'));
          [data, held] = [[], 0];
        } else if (/^data(:|$)/.test(line)) {
          const said = line.slice(5).replace(/^ /, '');
          data.push(said);
          held += said.length;
        }
      }
      if (rest.length + held > mostChars) throw new Error(`an event is longer than ${mostChars / 1e6} million characters`);
      return events;
    },
  };
}
