/** The messages of docs/signalling.md, version 1. */
export interface Seat {
  seat: string;
  name: string;
  role: string;
  role_label: string;
  is_host: boolean;
  state: "invited" | "waiting" | "admitted" | "present" | "disconnected" | "left" | "removed";
  instance: string;
  mic: boolean;
  camera: boolean;
  sharing: boolean;
  /** Why there is no picture against the person's wish. */
  camera_reason?: "" | "network" | "unplugged";
  side: "neutral" | "applicant" | "respondent" | "other";
  /** Only seats of the same circle hear and see each other; "" while everyone is together. */
  circle: string;
  /** A seat whose picture must not get smaller (sign language). */
  keeps_size: boolean;
  /** From where the person takes part (a shared court, another court); "" from a device of their own. */
  place: string;
  /** Since when the hand is up. */
  hand: string | null;
}

export type Reaction = "agree" | "disagree" | "slower" | "unclear";

/** The host's separate talk: with a side or one seat, the circle it is in, and for how long. */
export interface CaucusView {
  number: number;
  side: string;
  seat: string | null;
  circle: string;
  seconds: number;
}

export interface VideoLimits {
  width: number;
  height: number;
  frame_rate: number;
  kbps: number;
}

export interface MediaWelcome {
  mode: string;
  video: VideoLimits;
  /** Whom to negotiate with when these are not the other seats (a forwarding unit). */
  endpoints?: { id: string; instance: string }[];
  /** Why there are no endpoints yet. They call when they can. */
  trouble?: Trouble;
}

/** Why no media goes over a gateway: every one is full, or none can be reached; "" while all is well. */
export type Trouble = "" | "full" | "away";

export interface ChatLine {
  id: string;
  client_id: string;
  seat: string;
  name: string;
  role: string;
  role_label: string;
  circle: string;
  text: string;
  at: string;
}

export interface Welcome {
  type: "welcome";
  v: number;
  stage: "waiting" | "call";
  you: string;
  seats: Seat[];
  heartbeat_s: number;
  ice_servers?: RTCIceServer[];
  media?: MediaWelcome;
  chat?: ChatLine[];
  caucus?: CaucusView | null;
}

export interface Signal {
  type: "signal";
  from: string;
  from_instance: string;
  to_instance: string | null;
  epoch: number;
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
  want?: "offer";
  /** From a forwarding unit only: which seat each line (mid) belongs to. */
  streams?: Record<string, string>;
}

/** How the room's recording stands; `state` is empty when there is none. */
export interface RecordingStand {
  now_ms: number;
  id: string | null;
  state: "" | "asked" | "on" | "paused";
  purpose?: "mediation" | "hearing";
  paused_for?: "" | "host" | "consent" | "circle" | "away";
  span?: string | null;
  span_began_ms?: number | null;
  before_ms?: number;
  answers?: Record<string, boolean>;
  /** Whether the host's page records (else the media server does). */
  by_page?: boolean;
  /** The media server has not carried out the order to record. */
  trouble?: boolean;
  /** Whose pictures and sound are kept. */
  record?: string[];
}

/** `ref`: the type of the message that was refused. */
export interface Refused {
  type: "error";
  code: string;
  ref?: string;
  opens_at?: string;
  /** The page that is to be gone through first. */
  to?: string;
  client_id?: string;
}

export type FromServer =
  | Welcome
  | Signal
  | { type: "roster"; seats: Seat[] }
  | ({ type: "chat" } & ChatLine)
  | { type: "caucus"; caucus: CaucusView | null }
  | { type: "reaction"; seat: string; kind: Reaction }
  | { type: "panel"; kind: string; body: unknown }
  | { type: "caption"; seat: string; text: string; final: boolean }
  | { type: "trouble"; trouble: Trouble }
  | { type: "moderated"; action: "mute" | "camera_off" }
  | ({ type: "recording" } & RecordingStand)
  | { type: "heartbeat"; n: number }
  | { type: "check"; ice_servers: RTCIceServer[] }
  | Refused
  | { type: "removed" | "replaced" | "closed" | "lost" | "bye" };

export const CLOSE = { stranger: 4404, removed: 4403, lost: 4408, replaced: 4409, closed: 4410, flood: 4429 } as const;
