/** The links a fault names: one, several, all, or, where it acts elsewhere, none. */
import type { FaultSubject } from '../faults/fault.ts';
import { isMap } from '../scenario/origins.ts';
import type { Path } from '../scenario/mistake.ts';
import { describeValue } from '../scenario/mistake.ts';
import { unknownName } from './unknown-name.ts';
import type { Draft } from './draft.ts';
import type { PlannedLink } from './plan.ts';

/** `on` undefined: its kind is not known, and then only what is written is checked. `[null]` where it needs none and names none. */
export function linksOf(
  draft: Draft,
  value: Record<string, unknown>,
  path: Path,
  on: FaultSubject | undefined,
  links: readonly PlannedLink[],
): (string | null)[] {
  const { link, links: several } = value;
  const wrong = (key: string, message: string, hint?: string): [] => {
    draft.report({ path: [...path, key], on: 'key', message, ...(hint === undefined ? {} : { hint }) });
    return [];
  };
  if (link !== undefined && several !== undefined)
    return wrong('links', 'link and links exclude each other: expected one of the two', 'leave one out');
  if (several !== undefined && on !== undefined && on !== 'link')
    return wrong('links', 'links is for faults that act on links', 'link names the one whose dependency it breaks');
  if (several === 'all') return links.length > 0 ? links.map(({ name }) => name) : wrong('links', 'links: all, and there are none');
  if (several !== undefined) {
    if (!Array.isArray(several) || several.length === 0 || !several.every((name) => typeof name === 'string'))
      return wrong('links', `expected all, or a list of links such as [payments, inventory], got ${describeValue(several)}`);
    const named = several.map((name, index) => known(draft, name, [...path, 'links', index], links));
    const twice = named.findIndex((name, index) => named.indexOf(name) < index);
    if (twice >= 0) draft.report({ path: [...path, 'links', twice], message: `${String(several[twice])} stands twice` });
    return [...new Set(named)];
  }
  if (typeof link === 'string') return [known(draft, link, [...path, 'link'], links)];
  if (link !== undefined) return wrong('link', `expected a name of one word, got ${describeValue(link)}`);
  return on === 'link' ? wrong('link', 'link is missing; expected the name of a link') : [null];
}

function known(draft: Draft, written: string, path: Path, links: readonly PlannedLink[]): string {
  const roles = isMap(draft.raw['roles']) ? draft.raw['roles'] : {};
  const role = Object.hasOwn(roles, written) ? roles[written] : undefined;
  const link = typeof role === 'string' ? role : written;
  const names = links.map(({ name }) => name);
  if (!names.includes(link)) {
    const message =
      link === written ? unknownName('link', link, names) : `role ${written} means link "${link}": ${unknownName('link', link, names)}`;
    draft.report({
      path,
      message,
      hint:
        names.length === 0
          ? `name it with --link ${link}=LISTEN,UPSTREAM, or under links`
          : 'links are named under links, or with --link NAME=LISTEN,UPSTREAM',
    });
  }
  return link;
}
