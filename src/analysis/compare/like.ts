/** Which runs may be held against each other: those of one plan on one kind of machine, against one kind of target. */
import type { Fingerprint } from '../../events/fingerprint.ts';
import type { RunSummary } from '../../events/run-summary.ts';

/** What differs, each as `cores: 4 against 8`; empty where they may be compared. Memory and platform are shown and may differ. */
export function fingerprintDifferences(a: Fingerprint | null, b: Fingerprint | null): string[] {
  if (a === null || b === null) return ['one of them does not say on what it was done: it is of an earlier version'];
  const parts: [string, string | number, string | number][] = [
    ['processor', a.cpu, b.cpu],
    ['cores', a.cores, b.cores],
    ['Node', majorOf(a.node), majorOf(b.node)],
    ["the target's version label", a.targetVersion ?? 'none', b.targetVersion ?? 'none'],
  ];
  return parts.flatMap(([what, one, other]) => (one === other ? [] : [`${what}: ${one} against ${other}`]));
}

export function isAlike(a: RunSummary, b: RunSummary): boolean {
  return a.planHash === b.planHash && fingerprintDifferences(a.fingerprint, b.fingerprint).length === 0;
}

/** Patches of Node come every few weeks, and would begin every history anew. */
function majorOf(node: string): string {
  return node.split('.')[0] ?? node;
}

/** `AMD EPYC 7763, 4 cores, Node 24, target staging-4cpu`. */
export function fingerprintText(fingerprint: Fingerprint | null): string {
  if (fingerprint === null) return 'unknown: a run of an earlier version';
  const { cpu, cores, node, targetVersion } = fingerprint;
  return [
    cpu,
    `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    `Node ${majorOf(node)}`,
    ...(targetVersion === null ? [] : [`target ${targetVersion}`]),
  ].join(', ');
}
