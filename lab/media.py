"""Picture and sound of a participant, encoded once and then only sent: a number large enough to be recognised, a turning hand, a tone."""

import fractions
import itertools
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import av
from av.video.codeccontext import VideoCodecContext
from PIL import Image, ImageDraw, ImageFont

PIECE = 1100
SOUND_MS = 20
SOUND_RATE = 48_000
SOUND_BITS = 32_000
# One key frame in so many seconds; where a receiver asks for one, the film goes on at the next.
KEY_EVERY_S = 2
COLOURS = ("#1d70b8", "#00703c", "#d4351c", "#4c2c92", "#b58840", "#d53880", "#28a197", "#505a5f")
FONT = Path(__file__).resolve().parents[1] / "src/sharedcourt/documents/fonts/NotoSansSC_700Bold.ttf"


@dataclass(frozen=True)
class Reel:
    """A few seconds that are sent over and over: pieces of VP8 frames, and Opus packets."""

    size: tuple[int, int]
    rate: int
    frames: tuple[tuple[bytes, ...], ...]
    keys: tuple[int, ...]
    sounds: tuple[bytes, ...]

    @property
    def video_kbps(self) -> float:
        """What the picture really takes, payload only."""
        octets = sum(len(piece) for frame in self.frames for piece in frame)
        return octets * 8 * self.rate / len(self.frames) / 1000

    def next_key(self, at: int) -> int:
        """The first key frame from this place on."""
        return next((key for key in self.keys if key >= at), 0)


def _picture(size: tuple[int, int], number: int, words: str, turn: float, noise: Image.Image) -> Image.Image:
    width, height = size
    picture = Image.new("RGB", size, COLOURS[number % len(COLOURS)])
    # A strip that changes in every frame gives the encoder something to do.
    strip = noise.rotate(90 * int(turn * 400 % 4)).resize((width, height // 5))
    picture.paste(strip, (int(turn * width * 7) % width - width // 2, height - height // 5))
    draw = ImageDraw.Draw(picture)
    large = ImageFont.truetype(str(FONT), height // 2) if FONT.exists() else ImageFont.load_default(height // 2)
    small = ImageFont.truetype(str(FONT), height // 9) if FONT.exists() else ImageFont.load_default(height // 9)
    draw.text((width // 3, height * 2 // 5), str(number + 1), fill="white", font=large, anchor="mm")
    draw.text((width // 3, height * 18 // 25), words, fill="white", font=small, anchor="mm")
    middle, reach = (width * 3 // 4, height * 2 // 5), height // 4
    draw.ellipse([middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach], outline="white", width=4)
    tip = middle[0] + reach * math.sin(turn * math.tau), middle[1] - reach * math.cos(turn * math.tau)
    draw.line([middle, tip], fill="white", width=6)
    return picture


def _encoder(size: tuple[int, int], rate: int, kbps: int) -> VideoCodecContext:
    made = av.CodecContext.create("libvpx", "w")
    assert isinstance(made, VideoCodecContext)
    made.width, made.height, made.pix_fmt = *size, "yuv420p"
    made.time_base, made.framerate = fractions.Fraction(1, rate), fractions.Fraction(rate)
    made.bit_rate, made.gop_size = kbps * 1000, rate * KEY_EVERY_S
    bits = str(kbps * 1000)
    made.options = {
        "deadline": "realtime",
        "cpu-used": "8",
        "lag-in-frames": "0",
        "minrate": bits,
        "maxrate": bits,
        "bufsize": bits,
        "keyint_min": str(rate * KEY_EVERY_S),
        "auto-alt-ref": "0",
    }
    return made


def _frames(
    size: tuple[int, int], rate: int, kbps: int, seconds: int, number: int, words: str
) -> list[tuple[bytes, bool]]:
    encoder, found = _encoder(size, rate, kbps), []
    noise = [Image.effect_noise((size[0] // 4, size[0] // 4), 90) for _ in range(4)]
    for at in range(rate * seconds):
        picture = _picture(size, number, words, at / (rate * seconds), noise[at % 4])
        frame = av.VideoFrame.from_image(picture).reformat(format="yuv420p")  # type: ignore[no-untyped-call]
        frame.pts, frame.time_base = at, encoder.time_base
        found += encoder.encode(frame)
    found += encoder.encode(None)
    return [(bytes(packet), packet.is_keyframe) for packet in found]


def _sounds(seconds: int, number: int) -> list[bytes]:
    """A soft tone that swells four times a second, each participant's at its own pitch."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SOUND_RATE, "mono", "s16"  # type: ignore[attr-defined]
    encoder.bit_rate = SOUND_BITS
    encoder.options = {"frame_duration": str(SOUND_MS), "vbr": "off", "application": "audio"}
    encoder.open()
    length = SOUND_RATE * SOUND_MS // 1000
    found: list[bytes] = []
    pitch = 220 + 40 * (number % 8)
    for at in range(seconds * 1000 // SOUND_MS):
        moments = ((at * length + each) / SOUND_RATE for each in range(length))
        wave = (
            int(4000 * math.sin(math.tau * pitch * moment) * (0.6 - 0.4 * math.cos(math.tau * 4 * moment)))
            for moment in moments
        )
        frame = av.AudioFrame(format="s16", layout="mono", samples=length)
        frame.planes[0].update(b"".join(value.to_bytes(2, "little", signed=True) for value in wave))
        frame.sample_rate, frame.pts = SOUND_RATE, at * length
        found += [bytes(packet) for packet in encoder.encode(frame)]  # type: ignore[attr-defined]
    return found


@lru_cache
def reel(
    number: int,
    words: str = "",
    *,
    size: tuple[int, int] = (640, 360),
    rate: int = 20,
    kbps: int = 500,
    seconds: int = 2,
) -> Reel:
    """The film of one participant, made once."""
    encoded = _frames(size, rate, kbps, seconds, number, words)
    return Reel(
        size=size,
        rate=rate,
        frames=tuple(tuple(frame[at : at + PIECE] for at in range(0, len(frame), PIECE)) for frame, _is_key in encoded),
        keys=tuple(at for at, (_frame, is_key) in enumerate(encoded) if is_key),
        sounds=tuple(itertools.islice(_sounds(seconds, number), seconds * 1000 // SOUND_MS)),
    )
