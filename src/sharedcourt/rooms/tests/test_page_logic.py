"""What the room's page reckons by itself: how much picture a line carries, what is sent then, who is shown large."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FRONTEND = Path(__file__).resolve().parents[4] / "frontend"
SOURCES = [f"src/islands/room/{name}.ts" for name in ("adapt", "floor", "linestats", "places", "sending")]
COMPILER = FRONTEND / "node_modules" / ".bin" / "tsc"
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not COMPILER.exists(), reason="Node or the page's packages are not installed"
)
Reckon = Callable[..., Any]


@pytest.fixture(scope="module")
def reckon(tmp_path_factory: pytest.TempPathFactory) -> Reckon:
    """`reckon(script, given)`: what the script, a function's body over `given`, returns; the page's modules are in reach."""
    folder = tmp_path_factory.mktemp("page")
    options = ["--module", "commonjs", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--strict"]
    command = [str(COMPILER), *options, "--skipLibCheck", "--outDir", str(folder), *SOURCES]
    done = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

    def asked(script: str, given: Any) -> Any:
        modules = "".join(f"const {Path(source).stem} = require('./{Path(source).stem}.js');" for source in SOURCES)
        body = f"{modules} const given = {json.dumps(given)}; const answer = (() => {{ {script} }})();"
        words = ["node", "-e", f"{body} console.log(JSON.stringify(answer));"]
        return json.loads(subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout)

    return asked


LEVELS = """
const line = new adapt.Adaptation(given[0][2].after);
const still = { loss: 0, rtt_ms: 50, available_kbps: null, wanted_kbps: 384, strained: false, sharing: false };
return given.map(([from, to, change]) => {
  for (let at = from; at <= to; at += 2) line.take({ ...still, ...change, at: at * 1000 });
  return line.level;
});
"""
AWFUL, POOR = {"loss": 0.3}, {"loss": 0.1}
GOOD: dict[str, float] = {}


@pytest.mark.parametrize(
    ("story", "levels"),
    [
        # (from second, to second, what is measured every two seconds), and the level at the end of each
        pytest.param([(0, 20, GOOD)], [0], id="a good line carries all"),
        pytest.param([(0, 0, AWFUL), (2, 20, GOOD)], [0, 0], id="one bad moment changes nothing"),
        pytest.param([(0, 2, AWFUL)], [3], id="two awful ones: sound only"),
        pytest.param([(0, 2, POOR), (4, 6, POOR), (8, 30, POOR)], [1, 2, 2], id="poor ones cost a level each, not the picture"),
        pytest.param([(0, 2, AWFUL), (4, 10, GOOD), (12, 14, GOOD)], [3, 3, 2], id="eight good seconds bring it back"),
        pytest.param([(0, 2, AWFUL), (4, 12, GOOD), (14, 16, AWFUL), (18, 30, GOOD), (32, 36, GOOD)], [3, 2, 3, 3, 2],
                     id="what did not last is waited for longer"),
        pytest.param([(0, 2, AWFUL | {"sharing": True})], [2], id="a shared screen gets slower, but stays"),
        pytest.param([(0, 2, {"available_kbps": 100})], [1], id="half of what is wanted is poor"),
        pytest.param([(0, 2, {"available_kbps": 20}), (4, 4, {"available_kbps": 20, "rtt_ms": 1000}),
                      (6, 8, {"available_kbps": 20, "rtt_ms": 1000})], [1, 1, 3], id="nothing left and late: sound only"),
        pytest.param([(0, 2, AWFUL | {"after": 4}), (4, 6, AWFUL)], [0, 3], id="what others send is judged later"),
        pytest.param([(0, 2, AWFUL), (4, 14, {"available_kbps": 20, "strained": True})], [3, 2],
                     id="without a picture nothing is known of what a picture could have"),
        pytest.param([(0, 2, {"strained": True})], [1], id="a machine that cannot keep up sends less"),
    ],
)  # fmt: skip
def test_how_much_picture_a_line_carries(reckon: Reckon, story: list[Any], levels: list[int]) -> None:
    assert reckon(LEVELS, story) == levels


SENT = """
const limits = { width: 640, height: 360, frame_rate: 15, kbps: 384 };
const encodings = given.simulcast ? sending.layers(limits) : [{}];
sending.shape(encodings, limits, given.level, given.sharing);
return encodings.filter((each) => each.active).map((each) => [
  each.rid ?? "", each.scaleResolutionDownTo?.maxHeight ?? Math.round(360 / each.scaleResolutionDownBy),
  each.maxBitrate / 1000, each.maxFramerate]);
"""


@pytest.mark.parametrize(
    ("simulcast", "level", "sharing", "sent"),
    [
        (True, 0, False, [["l", 90, 80, 15], ["m", 180, 153.6, 15], ["h", 360, 384, 15]]),
        (True, 1, False, [["l", 90, 80, 15], ["m", 180, 153.6, 15]]),
        (True, 2, False, [["l", 90, 80, 15]]),
        (True, 3, False, []),
        # A screen goes whole, on the layer that reaches everybody.
        (True, 0, True, [["l", 2160, 1152, 5]]),
        (True, 3, True, [["l", 2160, 1152, 5]]),
        (False, 0, False, [["", 360, 384, 15]]),
        (False, 1, False, [["", 180, 192, 8]]),
        (False, 2, False, [["", 90, 128, 5]]),
        (False, 3, False, []),
        (False, 2, True, [["", 360, 1152, 5]]),
    ],
)
def test_what_is_sent_over_such_a_line(
    reckon: Reckon, simulcast: bool, level: int, sharing: bool, sent: list[Any]
) -> None:
    given = {"simulcast": simulcast, "level": level, "sharing": sharing}
    assert reckon(SENT, given) == sent


@pytest.mark.parametrize(("height", "names"), [(90, 1), (179, 1), (180, 2), (359, 2), (360, 3), (1080, 3)])
def test_no_layer_is_too_small_to_see_a_face(reckon: Reckon, height: int, names: int) -> None:
    given = {"width": height * 16 // 9, "height": height, "frame_rate": 15, "kbps": 384}
    assert len(reckon("return sending.layers(given);", given)) == names


LOSS = """
const lines = (found) => new Map(Object.entries(found).map(([id, [received, missing]]) => [id, { received, missing }]));
return linestats.leastLoss(lines(given[1]), lines(given[0]));
"""


@pytest.mark.parametrize(
    ("before", "now", "loss"),
    [
        ({}, {"a": (70, 30)}, 0.3),
        # One sender's bad line is not this page's.
        ({}, {"a": (70, 30), "b": (100, 0)}, 0),
        ({"a": (1000, 0), "b": (1000, 50)}, {"a": (1075, 25), "b": (1080, 70)}, 0.2),
        # Too little came to say anything: nothing, a stream that has ended, or one that began anew.
        ({}, {"a": (5, 5)}, None),
        ({"a": (1000, 0)}, {}, None),
        ({"a": (1000, 40)}, {"a": (10, 0)}, None),
    ],
)
def test_what_this_pages_own_line_loses(reckon: Reckon, before: Any, now: Any, loss: float | None) -> None:
    assert reckon(LOSS, [before, now]) == loss


LARGE = """
const chooser = new floor.Floor();
const shown = ["host", "one", "two"].map((seat) => ({ seat, sharing: false }));
return given.map(([ticks, speaks, act]) => {
  if (act === "pin two") chooser.pin("two");
  if (act === "two shares") shown[2].sharing = true;
  if (act === "one leaves") shown.splice(1, 1);
  for (let tick = 0; tick < ticks; tick++) {
    for (const { seat } of shown) chooser.hear(seat, seat === speaks);
    chooser.choose(shown);
  }
  return chooser.choose(shown);
});
"""


@pytest.mark.parametrize(
    ("story", "large"),
    [
        # (quarter seconds, who speaks, what happens first), and who is large at the end of each
        pytest.param([(4, "", ""), (2, "one", ""), (4, "", "")], ["host"] * 3, id="a cough moves nothing"),
        pytest.param([(4, "", ""), (4, "one", "")], ["host", "one"], id="who speaks for a second is large"),
        pytest.param([(8, "one", ""), (3, "two", "")], ["one", "one"], id="a pause for breath loses nothing"),
        pytest.param([(8, "one", ""), (9, "two", "")], ["one", "two"], id="a new speaker takes over"),
        pytest.param([(8, "one", ""), (8, "one", "pin two"), (8, "one", "pin two")], ["one", "two", "one"], id="a tap holds"),
        pytest.param([(8, "one", ""), (1, "one", "two shares")], ["one", "two"], id="a screen is always large"),
        pytest.param([(8, "one", ""), (1, "", "one leaves")], ["one", "host"], id="who leaves gives it back"),
    ],
)  # fmt: skip
def test_who_is_large_on_a_phone(reckon: Reckon, story: list[Any], large: list[str]) -> None:
    assert reckon(LARGE, story) == large


def test_people_of_one_place_are_side_by_side_and_counted(reckon: Reckon) -> None:
    seats = [
        ("judge", "", ""),
        ("one", "示范村共享法庭", ""),
        ("clerk", "", ""),
        ("two", "示范村共享法庭", ""),
        ("alone", "别处", ""),
    ]
    given = [{"seat": seat, "place": place, "circle": circle} for seat, place, circle in seats]
    script = """
    return [places.sideBySide(given).map((seat) => seat.seat), [...places.together(given)].map(([seat, at]) => [seat, at.group, at.count])];
    """
    order, together = reckon(script, given)
    assert order == ["judge", "one", "two", "clerk", "alone"]
    assert together == [["one", 0, 2], ["two", 0, 2]]
    apart = [{**seat, "circle": seat["seat"]} for seat in given]
    assert reckon(script, apart)[1] == [], "in private talks they are not together"
