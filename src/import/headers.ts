/** Which headers of a recorded request belong to the visit, and which to the browser, the connection or the moment. */
import { carryingHeader, headerToken } from '../scenario/header-name.ts';
import type { Header } from './exchange.ts';

/** Said anew by each request of the run, or only true of the recorded connection. */
const ofTheConnection =
  /^(:.*|host|connection|content-length|transfer-encoding|te|trailer|upgrade|keep-alive|proxy-connection|expect|http2-settings|alt-used)$/i;

/** The browser's own; a target that needs one of them is told so by hand. Answers stay uncompressed, since captures read them. */
const ofTheBrowser =
  /^(user-agent|accept-encoding|referer|origin|priority|dnt|pragma|cache-control|upgrade-insecure-requests|sec-.*|x-client-data|purpose)$/i;

/** Asks whether a kept copy is still good: a visitor of the run keeps none. */
const ofTheCache = /^(if-none-match|if-modified-since|if-unmodified-since|if-range|if-match)$/i;

/** A name that a step may have among its headers. */
export function canBeGiven(name: string): boolean {
  return new RegExp(headerToken).test(name) && carryingHeader(name) === undefined;
}

/** A header's value as a step may have it: folded lines and stray characters are spaces. */
export function onOneLine(value: string): string {
  return value.replaceAll(/\p{Cc}+/gu, ' ');
}

/** Without cookies and content-type, which have rules of their own. */
export function ownHeaders(headers: readonly Header[]): Header[] {
  return headers.filter(
    ([name, value]) =>
      canBeGiven(name) &&
      !ofTheConnection.test(name) &&
      !ofTheBrowser.test(name) &&
      !ofTheCache.test(name) &&
      !/^(cookie|content-type)$/i.test(name) &&
      // What a browser accepts for want of a preference is what the run sends anyway.
      !(/^accept$/i.test(name) && value.includes('*/*')),
  );
}

/** The value of the first header of that name, or undefined. */
export function headerOf(headers: readonly Header[], name: string): string | undefined {
  return headers.find(([other]) => other.toLowerCase() === name)?.[1];
}

/** `a=1; b=2` */
export function cookiesOf(text: string): Header[] {
  return text.split(';').flatMap((pair): Header[] => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, at)).trim();
    return name === '' ? [] : [[name, pair.slice(at + 1).trim()]];
  });
}
