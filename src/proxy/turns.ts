/** What is done to one name is done in the order it was asked for; other names wait for none of it. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `act` when all that was asked for the name before is done, whether it failed or not. */
  async take<T>(name: string, act: () => T | Promise<T>): Promise<T> {
    const mine = (this.#last.get(name) ?? Promise.resolve()).then(act);
    const settled: Promise<void> = mine.then(
      () => this.#leave(name, settled),
      () => this.#leave(name, settled),
    );
    this.#last.set(name, settled);
    return mine;
  }

  /** Resolves when all that was asked for until now is done. */
  async done(): Promise<void> {
    await Promise.all(this.#last.values());
  }

  #leave(name: string, settled: Promise<void>): void {
    if (this.#last.get(name) === settled) this.#last.delete(name);
  }
}
