/** Places between places, as on the server (hearings/transcript/ranks.py): decimal digits read as a fraction. */

const WIDTH = 8;
const BASE = 10;
const LONGEST = 200;

/** The next place at the end. */
export function after(last: string): string {
  const counted = Number(last.slice(0, WIDTH).padEnd(WIDTH, "0")) + 1;
  return counted < BASE ** WIDTH ? String(counted).padStart(WIDTH, "0") : `${last}1`;
}

/** A place after `before` ("": the beginning) and ahead of `behind` (null: the end). */
export function between(before: string, behind: string | null): string {
  if (behind === null || before >= behind) return after(before);
  let found = "";
  let bound = behind;
  for (let at = 0; at < LONGEST; at += 1) {
    const low = Number(before[at] ?? 0);
    const high = bound ? Number(bound[at] ?? 0) : BASE;
    const middle = Math.floor((low + high) / 2);
    if (middle > low) return found + String(middle);
    if (low !== high) bound = "";
    found += String(low);
  }
  return after(before);
}
