/** application/x-www-form-urlencoded, as the URL standard writes it: a name or a value. */
export function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
