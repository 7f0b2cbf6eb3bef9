"""What the clerk's page reckons by itself: places between places, and the queue that loses nothing and sends nothing twice."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sharedcourt.hearings.transcript import ranks

FRONTEND = Path(__file__).resolve().parents[5] / "frontend"
SOURCES = [f"src/islands/transcript/{name}.ts" for name in ("ranks", "queue")]
COMPILER = FRONTEND / "node_modules" / ".bin" / "tsc"
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not COMPILER.exists(), reason="Node or the page's packages are not installed"
)
Reckon = Callable[..., Any]
# A way that remembers what was sent, a clock that the test moves, and a line with some words.
STAGE = """
globalThis.window = globalThis;
if (!globalThis.navigator) globalThis.navigator = { onLine: true };
let clock = 1000000;
Date.now = () => clock;
const sent = [];
const way = { isLive: true, send: (pen, operations) => sent.push(JSON.parse(JSON.stringify({ pen, operations }))),
  post: async () => ({ status: 200, content: {} }) };
const config = { hearing: "h", urls: { lines: "", operations: "", pen: "" } };
const lost = [];
const desk = new queue.Queue(config, way, () => undefined, (message) => lost.push(message));
desk.isStopped = false;
const line = (key, text) => ({ key, rank: "1", kind: "speech", speaker: "", text, at_ms: 5.4 });
const texts = () => sent.map((one) => one.operations.map((operation) => [operation.number, operation.text]));
"""


@pytest.fixture(scope="module")
def reckon(tmp_path_factory: pytest.TempPathFactory) -> Reckon:
    """`reckon(script, given)`: what the body of an async function over `given` returns; the page's modules are in reach."""
    folder = tmp_path_factory.mktemp("page")
    options = ["--module", "commonjs", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--strict"]
    command = [str(COMPILER), *options, "--skipLibCheck", "--rootDir", "src", "--outDir", str(folder), *SOURCES]
    done = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

    def asked(script: str, given: Any = None) -> Any:
        modules = "".join(f"const {name} = require('./islands/transcript/{name}.js');" for name in ("ranks", "queue"))
        body = f"{modules} const given = {json.dumps(given)}; (async () => {{ {script} }})()"
        end = ".then((answer) => { console.log(JSON.stringify(answer)); process.exit(0); });"
        done = subprocess.run(["node", "-e", body + end], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return asked


def test_page_and_server_find_the_same_places(reckon):
    pairs: list[tuple[str, str | None]] = [("", None), ("00000001", None), ("00000009", None), ("", "00000001")]
    pairs += [("00000001", "00000002"), ("000000015", "00000002"), ("00000001", "000000015"), ("9", "91"), ("1", "101")]
    found = reckon("return given.map(([before, behind]) => ranks.between(before, behind));", pairs)
    assert found == [ranks.between(before, behind) for before, behind in pairs]


def test_keystrokes_that_have_not_left_are_one_and_those_that_have_stay_as_they_were(reckon):
    script = (
        STAGE
        + """
    desk.do(line("a", "被"), "put", 0);
    desk.do(line("a", "被告"), "put", 0);
    desk.flush();
    desk.do(line("a", "被告答辩"), "put", 0);   // the first is on its way: this is another one
    desk.do(line("a", "被告答辩如下"), "put", 0);
    desk.applied(1);
    return [texts(), sent[0].operations[0].at_ms, desk.size];
    """
    )
    assert reckon(script) == [[[[1, "被告"]], [[2, "被告答辩如下"]]], 5, 1]


def test_an_answer_that_got_lost_does_not_let_what_was_sent_be_changed(reckon):
    script = (
        STAGE
        + """
    desk.do(line("a", "一"), "put", 0);
    desk.flush();                  // sent; the server has it, its answer is lost with the line
    desk.do(line("a", "一二"), "put", 0);
    desk.reconnected();
    desk.applied(2);
    return [texts(), desk.size];
    """
    )
    assert reckon(script) == [[[[1, "一"]], [[1, "一"], [2, "一二"]]], 0]


def test_while_the_answer_is_awaited_nothing_is_sent_again_and_after_four_seconds_it_is(reckon):
    script = (
        STAGE
        + """
    desk.do(line("a", "一"), "put", 0);
    desk.flush();
    desk.flush();
    clock += 4001;
    desk.flush();
    return texts();
    """
    )
    assert reckon(script) == [[[1, "一"]], [[1, "一"]]]


def test_what_the_server_cannot_take_is_set_aside_and_the_rest_goes_on(reckon):
    script = (
        STAGE
        + """
    for (const [key, text] of [["a", "好"], ["b", "坏"], ["c", "后"]]) desk.do(line(key, text), "put", 0);
    desk.flush();
    desk.refused("text", "too long");   // of the whole batch: one by one from now on
    desk.applied(1);                    // puts the batch back to many
    desk.refused("text", "too long");
    desk.refused("text", "too long");   // alone, and refused: this is the one
    return [texts(), lost, desk.size];
    """
    )
    found, lost, size = reckon(script)
    assert found == [
        [[1, "好"], [2, "坏"], [3, "后"]],
        [[1, "好"]],
        [[2, "坏"], [3, "后"]],
        [[2, "坏"]],
        [[2, "后"]],
    ]
    assert (lost, size) == (["too long"], 1)


def test_another_page_has_taken_over_nothing_more_is_sent_and_nothing_is_forgotten(reckon):
    script = (
        STAGE
        + """
    desk.do(line("a", "一"), "put", 0);
    desk.flush();
    desk.refused("pen", "another page");
    desk.do(line("b", "二"), "put", 0);
    desk.flush();
    return [texts(), desk.isStopped, desk.size];
    """
    )
    assert reckon(script) == [[[[1, "一"]]], True, 2]


def test_a_server_that_knows_less_gets_everything_anew_under_another_name(reckon):
    script = (
        STAGE
        + """
    way.post = async (url, body) => ({ status: 200, content: { pen: body } });
    for (const text of ["一", "二"]) desk.do(line(text, text), "put", 0);
    desk.flush();
    desk.applied(1);
    const former = desk.pen;
    desk.refused("number", "missing");
    await new Promise((resolve) => setTimeout(resolve, 20));
    return [texts(), sent[sent.length - 1].pen === desk.pen, desk.pen === former];
    """
    )
    assert reckon(script) == [[[[1, "一"], [2, "二"]], [[2, "二"]], [[1, "二"]]], True, False]
