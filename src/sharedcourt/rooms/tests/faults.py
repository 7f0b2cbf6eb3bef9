"""What goes wrong with one person's network or camera, done to real browsers, and how long it takes until all is well again."""

import time
from typing import Any

from sharedcourt.rooms.tests.browsers import People, until
from tests.line import Line

# A camera that can be unplugged, or hang; a speech recognition that says what it is told. Only what the page is given is pretended.
DEVICES = """
(() => {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.cameras = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (wanted.video && window.unplugged) throw new DOMException("", "NotFoundError");
    const stream = await real(wanted);
    window.cameras.push(...stream.getVideoTracks());
    return stream;
  };
  window.unplug = () => {
    window.unplugged = true;
    for (const track of window.cameras) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  };
  window.plugIn = () => {
    window.unplugged = false;
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  };
  window.SpeechRecognition = class {
    start() { window.recognition = this; }
    stop() { this.onend?.(); }
    abort() { this.onend?.(); }
  };
  window.speak = (text) => window.recognition.onresult({
    resultIndex: 0,
    results: [Object.assign([{ transcript: text }], { isFinal: true })],
  });
})();
"""
# A camera that is a drawing: when nobody draws any more it is live, and delivers nothing.
HANGING_CAMERA = """
(() => {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  let drawn = false;
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await real(wanted);
    if (!wanted.video || drawn) return stream;
    drawn = true;
    const canvas = document.createElement("canvas");
    canvas.width = 160;
    canvas.height = 90;
    const pen = canvas.getContext("2d");
    let at = 0;
    const timer = setInterval(() => {
      pen.fillStyle = `hsl(${(at += 7)} 60% 50%)`;
      pen.fillRect(0, 0, 160, 90);
    }, 100);
    window.hang = () => clearInterval(timer);
    for (const track of stream.getVideoTracks()) track.stop();
    return new MediaStream([...stream.getAudioTracks(), ...canvas.captureStream(10).getVideoTracks()]);
  };
})();
"""


def cut(who: People, line: Line, seconds: float) -> dict[str, Any]:
    """The borrower's network is gone for so long, WebSocket and media alike; he writes a line meanwhile."""
    borrower, mediator = who.pages["borrower"], who.pages["mediator"]
    said = f"Written while away for {seconds:g} s"
    line.is_cut = True
    borrower.keyboard.press("c")
    borrower.fill("#chat-text", said)
    borrower.keyboard.press("Enter")
    borrower.keyboard.press("Escape")
    time.sleep(seconds)
    line.is_cut = False
    sees, is_seen = who.sees("borrower"), who.sees("mediator")
    begun = time.monotonic()
    seen = until(is_seen, f"the mediator sees him again after {seconds:g} s away")
    until(sees, "he sees the mediator again")
    both = time.monotonic() - begun
    lines = mediator.locator("[data-lines] li", has_text=said)
    until(lambda: lines.count() > 0, "what he wrote has arrived")
    arrived = time.monotonic() - begun
    present = "document.querySelector('[data-away]') === null"
    until(lambda: mediator.evaluate(present) and borrower.locator("[data-banner]").is_hidden(), "his seat is his again")
    return {
        "seen again s": round(seen, 1),
        "both see s": round(both, 1),
        "chat arrived s": round(arrived, 1),
        "seat back s": round(time.monotonic() - begun, 1),
        "chat lost": 1 - lines.count(),
    }


def poor(who: People, line: Line, *, loss: float, delay_s: float) -> dict[str, Any]:
    """The borrower's line is poor in both directions, then well again."""
    borrower = who.pages["borrower"]
    line.loss, line.delay_s = loss, delay_s
    notice = borrower.locator("[data-weak-line]")
    fell = until(notice.is_visible, "sound only, by itself")
    begun = time.monotonic()
    words = "The network is weak: sound only for now"
    until(lambda: who.state_words("mediator", "borrower") == words, "the mediator reads why")
    told = time.monotonic() - begun
    heard = who.energy("mediator")
    until(lambda: who.energy("mediator") > heard, "he is heard all the same")
    switched = time.monotonic() - begun
    line.loss = line.delay_s = 0.0
    back = until(notice.is_hidden, "the picture comes back by itself")
    until(who.sees("mediator"), "the mediator sees him again")
    return {
        "sound only after s": round(fell, 1),
        "told s": round(told, 1),
        "heard s": round(switched, 1),
        "picture back s": round(back, 1),
    }
