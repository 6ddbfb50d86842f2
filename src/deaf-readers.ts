/** Whoever reads what is printed may go away (`| head`, a terminal that closes): a run must neither end by that nor end differently. */

const gone: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ENXIO', 'ERR_STREAM_DESTROYED'];

/** stdout and stderr no longer end the process when their reader is gone. Replaces oclif's listener, which knows of one way only. */
export function outliveReaders(streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    stream.removeAllListeners('error');
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!gone.includes(error.code)) throw error;
    });
  }
}
