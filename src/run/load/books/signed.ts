/** Which answers bear the signature of a breaker. Asked only of those that failed or are degraded, and only where a breaker has one. */
import { compileSignatures, type Signature, type SignedAnswer } from '../../../breakers/infer/signature.ts';
import type { Accounting, Entry } from './accounting.ts';

export interface SoughtSignatures {
  readonly breaker: string;
  readonly signatures: readonly Signature[];
}

export class Signed {
  private readonly books: Accounting;
  private readonly breakers: readonly { readonly name: string; readonly bears: (answer: SignedAnswer) => boolean }[];

  constructor(sought: readonly SoughtSignatures[], books: Accounting) {
    this.books = books;
    this.breakers = sought.map(({ breaker, signatures }) => ({ name: breaker, bears: compileSignatures(signatures) }));
  }

  /** While the answer can be read. */
  see(entry: Entry, answer: SignedAnswer): void {
    for (const { name, bears } of this.breakers) if (bears(answer)) this.books.signed(entry, name);
  }
}
