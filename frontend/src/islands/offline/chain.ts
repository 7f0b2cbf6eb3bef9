/** The hash chain of `hearings/offline/chain.py`: each link is SHA-256 over the link before and the SHA-256 of the piece. */
import { hex } from "../../pocket/store";

const NAME = "sharedcourt offline recording 1";

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const found = new Uint8Array(text.length / 2);
  for (let at = 0; at < found.length; at += 1) found[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return found;
}

export function beginning(key: string, mime: string, startedMs: number): Promise<string> {
  return hex(new TextEncoder().encode(`${NAME}\n${key}\n${mime}\n${startedMs}`));
}

export function following(link: string, piece: string): Promise<string> {
  return hex(bytes(link + piece));
}
