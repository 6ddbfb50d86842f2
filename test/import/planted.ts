/** Every secret that the fixtures of imports hold. None of them may get into what is made of them. */
const planted = [
  // shop.har
  'referer-secret-9f8e7d',
  'session-cookie-3f9a',
  'csrf-7d1f0a9be24c',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJlLXNlY3JldA',
  'correct horse 9!',
  'live-key-778899',
  'analytics-key-5512',
  '=737',
  // chrome.sh, firefox.sh, docs.sh
  'chrome-bearer-4f6e21',
  'chrome-session-91c2',
  'chrome-csrf-77aa01',
  'chrome-password-1',
  'firefox-session-5512',
  'YW5uYTpmaXJlZm94LXBhc3N3b3Jk',
  'firefox-password',
  'docs-bearer-88aa12',
  'docs-refresh-3c4d5e',
  // petshop.yaml
  'petshop-password-77',
];

/** Those of them that stand in the text. */
export function findSecrets(text: string): string[] {
  return planted.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)));
}
