/* The log viewer: follows a log of a process, in a panel of the status page or on a page of its own. */

import { address, byId, bytes, copy, nextWait, pause, press, setText } from "./common.js";


const MOST_LINES = 5000, MOST_HELD = 1 << 20, MOST_TEXT = 4 << 20, LONGEST_LINE = 8192, MOST_MATCHES = 5000;
// What programs send to colour terminals.
const ESCAPES = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g;
const highlights = "highlights" in CSS && typeof Highlight === "function" ? CSS.highlights : null;

export class Log {
  /** `left` is called when it is closed; without it, it cannot be. */
  constructor(place, left) {
    place.append(copy("log-template"));
    this.root = byId("log");
    this.text = byId("log-text");
    this.left = left;
    this.matches = [];
    this.at = -1;
    this.held = "";
    // Where a line is short, most are longer.
    if (matchMedia("(max-width: 45rem)").matches) this.wrap();
    const on = (id, action) => byId(id).addEventListener("click", action);
    on("log-stdout", () => this.open(this.process, "stdout"));
    on("log-stderr", () => this.open(this.process, "stderr"));
    on("log-pause", () => this.setPaused(!this.paused));
    on("log-wrap", () => this.wrap());
    on("log-next", () => this.go(1));
    on("log-previous", () => this.go(-1));
    if (left) on("log-close", () => this.close());
    else for (const id of ["log-close", "log-page"]) byId(id).remove();
    const search = byId("log-search");
    search.addEventListener("input", () => this.search());
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.go(event.shiftKey ? -1 : 1);
      if (event.key === "Escape" && search.value) {
        search.value = "";
        this.search();
        this.text.focus();
        event.stopPropagation();
      }
    });
    (left ? this.root : document).addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const typing = event.target === search;
      if (event.key === "Escape" && left) this.close();
      else if (event.key === "/" && !typing) search.focus();
      else if (event.key.toLowerCase() === "n" && !typing) this.go(event.key === "n" ? 1 : -1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  open(process, channel) {
    this.stop();
    Object.assign(this, { process, channel, paused: false });
    const name = encodeURIComponent(process);
    setText(byId("log-title"), process);
    for (const each of ["stdout", "stderr"]) press(byId(`log-${each}`), each === channel);
    byId("log-download").href = `logtail/${name}/${channel}?download`;
    const page = `tail.html?processname=${name}${channel === "stderr" ? "&channel=stderr" : ""}`;
    if (this.left) byId("log-page").href = page;
    else history.replaceState(null, "", page);
    this.clear();
    this.setPaused(false);
    this.running = new AbortController();
    this.follow(`logtail/${name}/${channel}?backlog=131072`, this.running.signal);
  }

  close() {
    this.stop();
    this.clear();
    this.root.remove();
    this.left();
  }

  stop() {
    this.running?.abort();
  }

  wrap() {
    press(byId("log-wrap"), this.root.classList.toggle("wrap"));
  }

  say(text) {
    setText(byId("log-state"), text);
  }

  async follow(url, signal) {
    for (let wait = 1000; !signal.aborted; wait = nextWait(wait)) {
      this.say("Connecting");
      let trouble = "Connection lost, trying again";
      try {
        const answer = await fetch(address(url), { signal, cache: "no-store" });
        if (answer.status === 404) return this.say("There is no such log");
        if (answer.status === 503) trouble = "Too many logs are being followed, trying again";
        else if (!answer.ok) trouble = `HTTP ${answer.status}, trying again`;
        else {
          this.clear();
          this.setPaused(this.paused);
          wait = 500;
          const reader = answer.body.getReader(), decoder = new TextDecoder();
          for (let part = await reader.read(); !part.done; part = await reader.read()) {
            this.add(decoder.decode(part.value, { stream: true }));
          }
        }
      } catch { /* Told below. */ }
      if (signal.aborted) return;
      this.say(trouble);
      await pause(wait);
    }
  }

  clear() {
    this.text.replaceChildren();
    this.held = "";
    this.size = 0;
    this.matches = [];
    this.at = -1;
    this.showMatches();
  }

  setPaused(paused) {
    this.paused = paused;
    press(byId("log-pause"), paused);
    this.say(paused ? "Paused" : "Following");
    if (!paused) this.add("");
  }

  /** Text is put together until the next frame, and while it is paused. */
  add(text) {
    this.held += text;
    if (this.held.length > MOST_HELD) this.held = this.held.slice(-MOST_HELD / 2);
    if (this.paused) {
      if (text) this.say(`Paused, ${bytes(this.held.length)} waiting`);
    } else if (!this.frame) {
      this.frame = requestAnimationFrame(() => { this.frame = 0; this.render(); });
    }
  }

  render() {
    if (!this.held || this.paused) return;
    const atEnd = this.text.scrollHeight - this.text.scrollTop - this.text.clientHeight < 24;
    const lines = this.held.replace(ESCAPES, "").replace(/\r+\n/g, "\n").split("\n");
    this.held = "";
    let line = this.text.lastElementChild;
    if (line?.dataset.open !== undefined && line.textContent.length < LONGEST_LINE) {
      this.matches = this.matches.filter((range) => range.startContainer.parentNode !== line);
      this.size += lines[0].length;
      line.textContent += lines.shift();
    } else line = null;
    // The last piece is the beginning of a line, and perhaps nothing.
    const open = lines.length === 0 ? line !== null : lines.at(-1) !== "";
    if (lines.at(-1) === "") lines.pop();
    if (line && (lines.length > 0 || !open)) delete line.dataset.open;
    const first = line;
    const added = document.createDocumentFragment();
    for (const text of lines.slice(-MOST_LINES)) {
      line = document.createElement("div");
      line.className = "line";
      line.textContent = text;
      this.size += text.length;
      added.append(line);
    }
    const fresh = [...added.children];
    if (line && open) line.dataset.open = "";
    this.text.append(added);
    while (this.text.childElementCount > MOST_LINES || this.size > MOST_TEXT) {
      const oldest = this.text.firstElementChild;
      this.size -= oldest.textContent.length;
      oldest.remove();
    }
    const known = this.matches.length;
    this.matches = this.matches.filter((range) => range.startContainer.isConnected);
    if (this.at >= 0) this.at = Math.max(0, this.at - (known - this.matches.length));
    if (first) this.find(first);
    for (const each of fresh) this.find(each);
    this.showMatches();
    if (atEnd) this.text.scrollTop = this.text.scrollHeight;
  }

  search() {
    this.matches = [];
    this.at = -1;
    for (const line of this.text.children) this.find(line);
    if (this.matches.length > 0) this.go(-1);
    else this.showMatches();
  }

  find(line) {
    const wanted = byId("log-search").value.toLowerCase(), node = line.firstChild;
    if (!wanted || !node) return;
    const text = node.data.toLowerCase();
    // In some languages a lower-case text has another length.
    if (text.length !== node.data.length) return;
    for (let from = text.indexOf(wanted); from >= 0 && this.matches.length < MOST_MATCHES;
      from = text.indexOf(wanted, from + wanted.length)) {
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, from + wanted.length);
      this.matches.push(range);
    }
  }

  go(step) {
    const count = this.matches.length;
    if (count === 0) return;
    // The search begins with the newest.
    this.at = this.at < 0 ? (step < 0 ? count - 1 : 0) : (this.at + step + count) % count;
    this.matches[this.at].startContainer.parentNode.scrollIntoView({ block: "center", inline: "nearest" });
    this.showMatches();
  }

  showMatches() {
    const search = byId("log-search")?.value, count = this.matches.length, current = this.matches[this.at];
    const where = count === 0 ? "No match" : current ? `${this.at + 1} of ${count}` : `${count} found`;
    if (byId("log-matches")) setText(byId("log-matches"), search ? where : "");
    if (highlights) {
      highlights.set("found", new Highlight(...this.matches));
      highlights.set("found-here", new Highlight(...(current ? [current] : [])));
    } else if (current) {
      getSelection().removeAllRanges();
      getSelection().addRange(current);
    }
  }
}
