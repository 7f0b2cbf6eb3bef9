/** The device check by itself, before the day: the same as in the room, measured by plain requests. */
import "./room/room.scss";

import { DeviceCheck } from "./room/check";
import { find, readConfig } from "./room/words";

const config = readConfig();
if (config?.ping) {
  const ping = config.ping;
  const check = new DeviceCheck(find("#device-check"), {
    async rtt() {
      let best: number | null = null;
      for (let tries = 0; tries < 3; tries += 1) {
        const begun = performance.now();
        try {
          await fetch(ping, { cache: "no-store" });
        } catch {
          continue;
        }
        best = Math.min(best ?? Infinity, Math.round(performance.now() - begun));
      }
      return best;
    },
    iceServers: () => Promise.resolve([]),
  });
  void check.start();
}
