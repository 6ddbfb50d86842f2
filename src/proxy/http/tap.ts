import type { Source } from '../direction.ts';

/** A socket that is read only while both allow it: the link after it, which has to have room, and whoever holds a message back. */
export class Tap implements Source {
  /** Called when the link has room again. */
  onRoom: () => void = () => undefined;
  readonly #socket: Source;
  #full: boolean;
  #held = false;

  constructor(socket: Source) {
    this.#socket = socket;
    this.#full = socket.isPaused();
  }

  pause(): void {
    this.#full = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#full = false;
    if (!this.#held) this.#socket.resume();
    this.onRoom();
  }

  /** As the link sees it. */
  isPaused(): boolean {
    return this.#full;
  }

  hold(): void {
    this.#held = true;
    this.#socket.pause();
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    if (!this.#full) this.#socket.resume();
  }
}
