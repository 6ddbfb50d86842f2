/**
 * Follows a file that grows: only lines that are written after the start are read. It survives being rotated (another file stands at the
 * path: the rest of the old one is read first) and being cut off (it is shorter than what was read: it begins anew).
 */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** Read at once; what is left is read at the next look. */
const chunkBytes = 1 << 20;
/** A line that is longer is cut there: it is no line of a log. */
const longestLine = 1 << 20;
/** Between a file that was moved away and the next one at its path there is a moment without any: so many looks, at most. */
const mostMissing = 5;

export interface Tail {
  /** The complete lines that are new, with their line ends; empty: none. Rejects while there is no such file. */
  read(): Promise<{ readonly text: string; readonly bytes: number; readonly more: boolean }>;
  /** What stands at the end without a line end. */
  rest(): string;
  close(): Promise<void>;
}

/** Rejects where the file can't be read. */
export async function openTail(path: string): Promise<Tail> {
  let file: FileHandle | undefined = await open(path, 'r');
  let { ino, size: at } = await file.stat();
  let decoder = new StringDecoder('utf8');
  let rest = '';
  let missing = 0;
  const buffer = Buffer.alloc(chunkBytes);

  const grown = async (): Promise<number> => {
    if (file === undefined) return 0;
    const { size } = await file.stat();
    if (size < at) {
      at = 0;
      rest = '';
      decoder = new StringDecoder('utf8');
    }
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, at);
    at += bytesRead;
    rest += decoder.write(buffer.subarray(0, bytesRead));
    return bytesRead;
  };
  /** Where another file stands at the path, and the old one is read to its end. */
  const follow = async (): Promise<boolean> => {
    const there = await stat(path).catch((error: unknown) => {
      if (++missing > mostMissing) throw error;
      return null;
    });
    if (there === null) return false;
    missing = 0;
    if (file !== undefined && there.ino === ino) return false;
    await file?.close();
    file = undefined;
    // The old one's last line has no end, and will not get one.
    if (rest !== '') rest += '\n';
    file = await open(path, 'r');
    ({ ino } = await file.stat());
    at = 0;
    decoder = new StringDecoder('utf8');
    return true;
  };

  return {
    async read() {
      let bytes = await grown();
      if (bytes < chunkBytes && (await follow())) bytes += await grown();
      if (rest.length > longestLine && !rest.includes('\n')) rest += '\n';
      const end = rest.lastIndexOf('\n') + 1;
      const text = rest.slice(0, end);
      rest = rest.slice(end);
      return { text, bytes, more: bytes >= chunkBytes };
    },
    rest: () => rest,
    async close() {
      await file?.close();
      file = undefined;
    },
  };
}
