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
  /** Why there are no endpoints yet: every gateway is full, or none can be reached. They call when they can. */
  trouble?: "full" | "away";
}

export interface ChatLine {
  id: string;
  client_id: string;
  seat: string;
  name: string;
  role: string;
  role_label: string;
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

export type FromServer =
  | Welcome
  | Signal
  | { type: "roster"; seats: Seat[] }
  | ({ type: "chat" } & ChatLine)
  | { type: "panel"; kind: string; body: unknown }
  | { type: "moderated"; action: "mute" | "camera_off" }
  | { type: "heartbeat"; n: number }
  | { type: "check"; ice_servers: RTCIceServer[] }
  | { type: "error"; code: string; ref?: string; opens_at?: string; client_id?: string }
  | { type: "removed" | "replaced" | "closed" | "lost" | "bye" };

export const CLOSE = { stranger: 4404, removed: 4403, lost: 4408, replaced: 4409, closed: 4410, flood: 4429 } as const;
