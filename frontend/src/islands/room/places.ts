/** Several people of one shared court are seen as one place: side by side, and told how many sit there. */

interface Placed {
  seat: string;
  place: string;
  circle: string;
}

const key = (seat: Placed): string => (seat.place ? `${seat.circle} ${seat.place}` : "");

/** The same people; whoever sits at a place follows the first who sits there. */
export function sideBySide<T extends Placed>(seats: T[]): T[] {
  const groups = new Map<string, T[]>();
  for (const seat of seats) {
    const group = key(seat) || seat.seat;
    groups.set(group, [...(groups.get(group) ?? []), seat]);
  }
  return [...groups.values()].flat();
}

/** By seat, the number of the place at which at least two sit, and how many; nothing for all others. */
export function together(seats: Placed[]): Map<string, { group: number; count: number }> {
  const count = new Map<string, number>();
  for (const seat of seats) if (key(seat)) count.set(key(seat), (count.get(key(seat)) ?? 0) + 1);
  const shared = [...count].filter(([, many]) => many > 1).map(([place]) => place);
  const found = new Map<string, { group: number; count: number }>();
  for (const seat of seats) {
    const group = shared.indexOf(key(seat));
    if (group >= 0) found.set(seat.seat, { group, count: count.get(key(seat)) ?? 0 });
  }
  return found;
}
