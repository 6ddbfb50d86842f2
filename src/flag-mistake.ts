/** What oclif says of a flag, as one sentence in this tool's words. */

const togetherWith = /^All of the following must be provided when using (--\S+): (.+)$/;
const valueOf = /^Parsing (--\S+) \n\t(?:Expected (.+) but received:\s*([^]*)|([^]*))$/;

export function flagMistake(text: string): string {
  const message = text.replace(/\nSee more help with --help$/, '').trim();
  const value = valueOf.exec(message);
  if (value !== null) {
    const [, flag = '', expected, got = '', other = ''] = value;
    return expected === undefined ? `${flag}: ${other}` : `${flag}: expected ${expected}, got ${got || 'nothing'}`;
  }
  const several = /^The following errors? occurred:\n([^]*)$/.exec(message)?.[1];
  if (several === undefined) return message;
  return several
    .split('\n')
    .map((line) => line.trim().replace(togetherWith, '$1 needs $2'))
    .join('; ');
}
