/** The player of a recording: chapters, speed, keyboard, and the viewer's name over the picture. */
import "./replay.scss";

import { island } from "../shared/page";

const STEP_S = 5;
const LEAP_S = 10;
const WANDER_MS = 7000;

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function place(seconds: number): string {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function start(root: HTMLElement): void {
  const find = <T extends HTMLElement>(selector: string): T => root.querySelector<T>(selector) as T;
  const stage = find("[data-stage]");
  const video = find<HTMLVideoElement>("video");
  const play = find<HTMLButtonElement>("[data-play]");
  const seek = find<HTMLInputElement>("[data-seek]");
  const speed = find<HTMLSelectElement>("[data-speed]");
  const marks = find("[data-watermark]");
  const chapters = [...document.querySelectorAll<HTMLButtonElement>("[data-chapters] [data-at]")];
  // The browser's own controls would show the picture without the name over it.
  video.controls = false;
  for (const part of ["[data-controls]", "[data-keys]"]) find(part).hidden = false;

  const toggle = (): void => void (video.paused ? video.play().catch(() => undefined) : video.pause());
  const go = (seconds: number): void => {
    video.currentTime = Math.min(Math.max(0, seconds), video.duration || Infinity);
  };
  const faster = (by: number): void => {
    speed.selectedIndex = Math.min(Math.max(0, speed.selectedIndex + by), speed.length - 1);
    video.playbackRate = Number(speed.value);
  };
  const show = (): void => {
    seek.value = String(Math.floor(video.currentTime));
    const whole = Number.isFinite(video.duration) ? video.duration : Number(seek.max);
    find("[data-time]").textContent = `${place(video.currentTime)} / ${place(whole)}`;
    seek.setAttribute("aria-valuetext", place(video.currentTime));
    let current: HTMLButtonElement | undefined;
    for (const chapter of chapters) if (Number(chapter.dataset.at) <= video.currentTime + 0.05) current = chapter;
    for (const chapter of chapters) {
      if (chapter === current) chapter.setAttribute("aria-current", "true");
      else chapter.removeAttribute("aria-current");
    }
  };
  const named = (): void => {
    play.textContent = (video.paused ? play.dataset.playWord : play.dataset.pauseWord) ?? "";
  };

  play.addEventListener("click", toggle);
  video.addEventListener("click", toggle);
  video.addEventListener("play", named);
  video.addEventListener("pause", named);
  video.addEventListener("timeupdate", show);
  video.addEventListener("durationchange", () => {
    if (Number.isFinite(video.duration)) seek.max = String(Math.floor(video.duration));
  });
  video.addEventListener("loadedmetadata", () => {
    if (!Number.isFinite(video.duration)) {
      // What a browser has recorded itself does not say how long it is: the end is looked for once.
      video.addEventListener("timeupdate", () => go(0), { once: true });
      video.currentTime = Number.MAX_SAFE_INTEGER;
      return;
    }
    // A time mark of the written record leads to its place.
    const wanted = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
    if (wanted) go(Number(wanted[1]));
    show();
  });
  video.addEventListener("contextmenu", (event) => event.preventDefault());
  seek.addEventListener("input", () => go(Number(seek.value)));
  speed.addEventListener("change", () => (video.playbackRate = Number(speed.value)));
  for (const button of root.querySelectorAll<HTMLElement>("[data-skip]")) {
    button.addEventListener("click", () => go(video.currentTime + Number(button.dataset.skip)));
  }
  find("[data-full]").addEventListener("click", () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void stage.requestFullscreen?.().catch(() => undefined);
    // The keys of the player go on working.
    video.focus();
  });
  for (const chapter of chapters) {
    chapter.addEventListener("click", () => {
      go(Number(chapter.dataset.at));
      void video.play().catch(() => undefined);
    });
  }
  const keys: Record<string, () => void> = {
    " ": toggle,
    k: toggle,
    ArrowLeft: () => go(video.currentTime - STEP_S),
    ArrowRight: () => go(video.currentTime + STEP_S),
    j: () => go(video.currentTime - LEAP_S),
    l: () => go(video.currentTime + LEAP_S),
    ArrowUp: () => (video.volume = Math.min(1, video.volume + 0.1)),
    ArrowDown: () => (video.volume = Math.max(0, video.volume - 0.1)),
    "<": () => faster(-1),
    ">": () => faster(1),
  };
  root.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    // A button, a slider and a list have their own keys.
    if (target.closest("button, input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  // The name wanders, so that it cannot be covered in one place.
  window.setInterval(() => {
    marks.dataset.place = String((Number(marks.dataset.place ?? 0) + 1) % 4);
  }, WANDER_MS);
}

island("[data-island=replay]", start);
