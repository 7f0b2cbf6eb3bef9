/** The device check by itself, before the day: the same as in the room. */
import "./room/room.scss";
import "./room/care.scss";

import { DeviceCheck } from "./room/check";
import { find, readConfig } from "./room/words";

const config = readConfig();
if (config?.ping && config.sample) {
  const check = new DeviceCheck(find("#device-check"), {
    ping: config.ping,
    sample: config.sample,
    iceServers: () => Promise.resolve([]),
  });
  void check.start();
}
