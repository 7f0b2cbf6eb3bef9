/** What the record's page and the server say to each other (hearings/transcript/messages.py, consumers.py). */

export interface Line {
  key: string;
  rank: string;
  kind: string;
  speaker: string;
  text: string;
  at_ms: number;
  state: "in_record" | "proposed" | "out";
  source: string;
  seq: number;
  about: string;
}

export interface Head {
  seq: number;
  state: string;
  pen: string;
  writer: string;
  stage: string;
}

export interface Operation {
  number: number;
  line: string;
  what: "put" | "out";
  seen: number;
  rank: string;
  kind: string;
  speaker: string;
  text: string;
  at_ms: number;
}

export type FromServer =
  | ({ type: "record"; lines: Line[]; now_ms: number } & Head)
  | { type: "written"; before: number; seq: number; lines: Line[] }
  | { type: "applied"; number: number; seq: number }
  | { type: "refused"; field: string; message: string }
  | { type: "pong" };

export interface Speaker {
  key: string;
  word: string;
  shortcut: string;
  name: string;
}

export interface Config extends Head {
  hearing: string;
  writes: boolean;
  socket: string;
  urls: { lines: string; operations: string; pen: string };
  now_ms: number;
  speakers: Speaker[];
}
