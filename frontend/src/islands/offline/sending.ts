/** Bringing a recording in: declared, then every missing piece, then kept. What breaks off is taken up where it was. */
import { csrfToken } from "../../shared/page";
import { patiently } from "../../shared/patience";
import type { Row, Store } from "./store";

const PATIENCE_MS = 60_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 20_000;

interface Told {
  id: string;
  state: string;
  missing: number[];
  pieces: string;
  finish: string;
}

/** The server has looked at it and refuses: sending it again would change nothing. */
export class Refused extends Error {}

/** It has answered, and the same sent again may be taken. */
class Answered extends Error {}

/** After this many answers that say the same, somebody has to look. */
const MOST_ERRORS = 8;

async function post(url: string, body: BodyInit, type: string): Promise<unknown> {
  const [response, text] = await patiently(PATIENCE_MS, undefined, async (signal): Promise<[Response, string]> => {
    const got = await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual",
      headers: { "Content-Type": type, Accept: "application/json", "X-CSRFToken": csrfToken() },
      signal,
    });
    return [got, got.type === "opaqueredirect" ? "" : await got.text()];
  });
  if (response.ok) return JSON.parse(text) as unknown;
  if (response.type === "opaqueredirect") throw new Refused("sign-in");
  if (response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429) {
    let told: { message?: string; field?: string } = {};
    try {
      told = JSON.parse(text) as typeof told;
    } catch {
      // A page instead of JSON: the number says enough.
    }
    // Damaged on its way: the same again may arrive whole.
    if (told.field === "sha256") throw new Answered(told.message);
    throw new Refused(told.message || String(response.status));
  }
  throw new Answered(String(response.status));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resume) => {
    const finish = (): void => {
      window.clearTimeout(timer);
      window.removeEventListener("online", finish);
      resume();
    };
    const timer = window.setTimeout(finish, milliseconds);
    window.addEventListener("online", finish);
  });
}

/** Until it is taken or refused; without an answer for ever, with answers that it may be sent again a few times. */
async function insist<T>(work: () => Promise<T>, waiting: () => void): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await work();
    } catch (problem) {
      const answered = problem instanceof Answered;
      if (problem instanceof Refused || (answered && failures >= MOST_ERRORS)) throw problem;
      waiting();
      await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures));
    }
  }
}

export interface Progress {
  sent(done: number, of: number): void;
  waiting(): void;
}

/** Gives the SHA-256 of the file as the server keeps it. */
export async function bringIn(store: Store, row: Row, announce: string, progress: Progress): Promise<string> {
  const pieces = await store.declared(row.key);
  const said = JSON.stringify({
    key: row.key,
    mime: row.mime,
    started_ms: row.started_ms,
    ended_ms: row.ended_ms,
    pieces: pieces.map((piece) => [piece.sha256, piece.size]),
    final: row.link,
  });
  const told = (await insist(() => post(announce, said, "application/json"), progress.waiting)) as Told;
  let sent = pieces.length - told.missing.length;
  progress.sent(sent, pieces.length);
  for (const number of told.missing) {
    const content = await store.content(row.key, number);
    await insist(() => post(`${told.pieces}${number}/`, content, "application/octet-stream"), progress.waiting);
    sent += 1;
    progress.sent(sent, pieces.length);
  }
  const kept = (await insist(() => post(told.finish, "{}", "application/json"), progress.waiting)) as { sha256: string };
  return kept.sha256;
}
