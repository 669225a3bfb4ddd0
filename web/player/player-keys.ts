/** What a key does in a player. */
export type PlayerAction =
  | 'play'
  | 'next'
  | 'previous'
  | 'later'
  | 'earlier'
  | 'first'
  | 'last'
  | 'boxes'
  | 'tracks'
  | 'labels'
  | 'star'
  | 'note';

const KEYS: Readonly<Record<string, PlayerAction>> = {
  ' ': 'play',
  k: 'play',
  ArrowRight: 'next',
  '.': 'next',
  ArrowLeft: 'previous',
  ',': 'previous',
  l: 'later',
  j: 'earlier',
  Home: 'first',
  End: 'last',
  b: 'boxes',
  t: 'tracks',
  n: 'labels',
  s: 'star',
  m: 'note',
};

/**
 * What a key asks of the player that has the focus; `null` for keys that are somebody else's: of a control that takes them itself, or of the browser.
 */
export function actionOf(event: KeyboardEvent): PlayerAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const target = event.target as HTMLElement;
  if (target.matches('input, textarea, select')) return null;
  if (target.matches('button, a, summary') && (event.key === ' ' || event.key === 'Enter')) return null;
  return KEYS[event.key] ?? KEYS[event.key.toLowerCase()] ?? null;
}
