/* The connection to /live: says in #connection how it is, and comes back by itself. */

import { byId, nextWait, setText } from "./common.js";

// The daemon says something every two seconds.
const SILENCE = 12000;
// A page that nobody sees shall not keep the daemon busy, nor take a connection from other pages.
const HIDDEN = 10000;
const MOODS = { RESTARTING: "The daemon is restarting", SHUTDOWN: "The daemon is shutting down" };

/** `take` has a function for each event, and: back, lost, and tick for every second while all is well. */
export function watch(take) {
  let source = null, heard = 0, wait = 500, again = 0, timer = 0, lost = false, hiddenSince = 0;

  function show(state, text) {
    byId("connection").dataset.state = state;
    setText(byId("connection-text"), text);
    document.documentElement.classList.toggle("stale", state !== "live");
  }

  function connect() {
    clearTimeout(timer);
    again = 0;
    source?.close();
    heard = Date.now();
    source = new EventSource("live");
    const on = (event, act) => source.addEventListener(event, ({ data }) => {
      heard = Date.now();
      act(JSON.parse(data));
    });
    on("rows", (message) => {
      if (lost) take.back();
      lost = false;
      wait = 500;
      show("live", "Live");
      take.rows(message);
    });
    on("change", take.change);
    on("usage", take.usage);
    on("daemon", ({ state }) => { if (MOODS[state]) show("restarting", MOODS[state]); });
    source.onerror = lose;
  }

  function lose() {
    // An end that was announced is no fault, unless nobody comes back.
    if (lost || byId("connection").dataset.state !== "restarting") show("lost", "Connection lost");
    if (!lost) take.lost();
    lost = true;
    source?.close();
    source = null;
    clearTimeout(timer);
    again = Date.now() + wait;
    timer = setTimeout(connect, wait);
    wait = nextWait(wait);
  }

  setInterval(() => {
    if (document.hidden) {
      hiddenSince ||= Date.now();
      if (source && Date.now() - hiddenSince > HIDDEN) { source.close(); source = null; }
      return;
    }
    hiddenSince = 0;
    if (source && Date.now() - heard > SILENCE) lose();
    const seconds = Math.max(0, Math.ceil((again - Date.now()) / 1000));
    setText(byId("connection-wait"), again ? `next attempt in ${seconds} s` : "");
    if (!lost) take.tick();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !source) connect();
  });
  // A page that comes back from the browser's memory has lost its stream.
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  connect();
}
