/** An answer as those read it who judge it. */

/** The part of a connection that holds its last answer. */
export interface Answer {
  readonly status: number;
  header(name: string): string | undefined;
  bodyText(): string;
}

/** An answer's body, read once however many ask. */
export class AnswerBody {
  private readonly answer: Answer;
  private whole: string | undefined;
  private parsed: { readonly document: unknown } | undefined;

  constructor(answer: Answer) {
    this.answer = answer;
  }

  get text(): string {
    return (this.whole ??= this.answer.bodyText());
  }

  /** undefined: it is not JSON. */
  get document(): unknown {
    return (this.parsed ??= { document: parseJson(this.text) }).document;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
