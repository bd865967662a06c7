/* The status page, kept up to date by /live. */

import { address, byId, bytes, copy, duration, main, percent, press, setText } from "./common.js";
import { Log } from "./log.js";
import { watch } from "./stream.js";
import { setUpTheme } from "./theme.js";


const HISTORY = 60, BACK = "Connected again";
const SLOPES = { RUNNING: "statusrunning", FATAL: "statuserror", BACKOFF: "statuserror" };
const STATES = ["RUNNING", "STARTING", "BACKOFF", "FATAL", "STOPPING", "STOPPED", "EXITED", "UNKNOWN"];
const CAN = {
  start: ["STOPPED", "EXITED", "FATAL", "BACKOFF"],
  stop: ["RUNNING", "STARTING", "BACKOFF"],
  restart: ["RUNNING"],
};

export function statusPage() {
  /** By name: what the daemon says, and what stands for it on the page. */
  const rows = new Map();
  /** By name: the tbody, its heading if it has one, its counts. */
  const groups = new Map();
  const filter = { q: "", state: "", group: "" };
  let selected = null, log = null, table = null, skew = 0, due = false;

  const params = new URLSearchParams(location.search);
  for (const name of Object.keys(filter)) filter[name] = params.get(name) ?? "";
  byId("top").prepend(byId("top").firstElementChild, copy("bar-template"));
  setUpTheme();
  const said = byId("statusmessage")?.tagName === "P" ? byId("statusmessage") : null;
  byId("all").before(copy("controls-template"));
  byId("all").querySelector("a").remove();
  byId("find").append(byId("all"));
  main.append(copy("dialogs-template"));
  if (said) {
    tell(said.textContent, true);
    said.remove();
  }
  const keepFilter = () => {
    const kept = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
    history.replaceState(null, "", kept.size > 0 ? `?${kept}` : location.pathname);
  };
  keepFilter();

  const visible = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const row = rows.get(target.dataset.name);
      if (!row) continue;
      row.onscreen = isIntersecting;
      if (isIntersecting) { count(row); draw(row); }
    }
  }, { rootMargin: "200px" });

  function tell(text, done) {
    byId("message").hidden = !text;
    byId("message").classList.toggle("failed", !done);
    byId("message").textContent = text;
  }

  /* Rows. */

  function newTable() {
    byId("empty")?.remove();
    byId("processes")?.remove();
    main.insertBefore(copy("table-template"), byId("hint"));
    table = byId("processes");
    table.addEventListener("click", clicked);
    table.addEventListener("focusin", (event) => {
      const tr = event.target.closest("tr.process");
      if (tr) select(rows.get(tr.dataset.name), false);
    });
  }

  const key = (data) => [data.group, data.process];
  const isBefore = (left, right) => {
    const [a, b] = [key(left), key(right)];
    return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
  };

  function groupOf(data) {
    let group = groups.get(data.group);
    if (group) return group;
    const body = document.createElement("tbody");
    body.setAttribute("role", "rowgroup");
    body.dataset.group = data.group;
    group = { body, heading: null, rows: new Set() };
    let after = null;
    // Groups come in order but for those that are added later.
    if (table.lastElementChild.dataset.group > data.group) {
      after = [...table.tBodies].find((other) => other.dataset.group > data.group) ?? null;
    }
    table.insertBefore(body, after);
    groups.set(data.group, group);
    return group;
  }

  function put(data) {
    let row = rows.get(data.namespec);
    if (!row) {
      const tr = byId("row-template").content.firstElementChild.cloneNode(true);
      row = { tr, cpu: [], memory: [], busy: 0, data: {} };
      rows.set(data.namespec, row);
      tr.dataset.name = data.namespec;
      const [status, name, description, cpu, memory, action] = tr.children;
      const figure = (cell) => ({ text: cell.firstElementChild, path: cell.lastElementChild.firstElementChild });
      row.cells = { state: status.firstElementChild, description, cpu: figure(cpu), memory: figure(memory) };
      row.buttons = [...action.children];
      const link = name.firstElementChild;
      link.textContent = data.namespec;
      link.href = `tail.html?processname=${encodeURIComponent(data.namespec)}`;
      for (const button of row.buttons) button.setAttribute("aria-label", `${button.textContent} ${data.namespec}`);
      const group = groupOf(data);
      if (data.group !== data.process && !group.heading) {
        group.heading = byId("group-template").content.firstElementChild.cloneNode(true);
        group.heading.querySelector(".group-name").textContent = data.group;
        for (const button of group.heading.querySelectorAll("button")) {
          button.setAttribute("aria-label", `${button.textContent} ${data.group}`);
        }
        group.body.prepend(group.heading);
      }
      const last = group.body.lastElementChild;
      const later = last?.dataset.name && isBefore(data, rows.get(last.dataset.name).data)
        ? [...group.rows].map((each) => each.tr).filter((each) => isBefore(data, rows.get(each.dataset.name).data))
        : [];
      group.body.insertBefore(tr, later.sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1))[0] ?? null);
      group.rows.add(row);
      visible.observe(tr);
    }
    const before = row.data;
    row.data = data;
    if (before.state !== data.state) {
      row.cells.state.textContent = data.state.toLowerCase();
      row.cells.state.className = SLOPES[data.state] ?? "statusnominal";
      if (before.state) {
        row.tr.classList.remove("changed");
        requestAnimationFrame(() => row.tr.classList.add("changed"));
      }
    }
    if (data.pid === 0) { row.load = null; row.cpu = []; row.memory = []; draw(row); }
    count(row);
    enable(row);
    row.tr.hidden = !matches(row);
  }

  function drop(name) {
    const row = rows.get(name);
    if (!row) return;
    const group = groups.get(row.data.group);
    visible.unobserve(row.tr);
    row.tr.remove();
    rows.delete(name);
    group.rows.delete(row);
    if (group.rows.size === 0) { group.body.remove(); groups.delete(row.data.group); }
    if (selected === row) selected = null;
  }

  /** The description, with the uptime as it is now. */
  function count(row) {
    const { state, description, pid, start } = row.data;
    const uptime = () => duration(Date.now() / 1000 + skew - start);
    setText(row.cells.description, state === "RUNNING" ? `pid ${pid}, uptime ${uptime()}` : description);
  }

  function enable(row) {
    for (const button of row.buttons) {
      const { action } = button.dataset;
      const idle = CAN[action]?.includes(row.data.state) ?? (action !== "log" || row.data.stdout || row.data.stderr);
      button.disabled = row.busy > 0 || !idle;
    }
    if (row.busy > 0) row.tr.setAttribute("aria-busy", "true");
    else row.tr.removeAttribute("aria-busy");
  }

  function draw(row) {
    setText(row.cells.cpu.text, row.load ? percent(row.load[0]) : "");
    setText(row.cells.memory.text, row.load ? bytes(row.load[1]) : "");
    plot(row.cells.cpu.path, row.cpu, 10);
    plot(row.cells.memory.path, row.memory, 1);
  }

  /** Newest at the right. The scale reaches from 0 to the highest, or to `least`. */
  function plot(path, values, least) {
    const high = Math.max(least, ...values), from = HISTORY - values.length;
    const points = values.map((value, index) => `${from + index} ${(15 - 14 * value / high).toFixed(1)}`);
    path.setAttribute("d", points.length > 1 ? `M${points.join("L")}` : "");
  }

  const isShown = ({ data }, but) => (but === "q" || filter.q.toLowerCase().split(/\s+/).every((word) =>
    data.namespec.toLowerCase().includes(word)))
    && (but === "state" || !filter.state || filter.state === data.state)
    && (but === "group" || !filter.group || filter.group === data.group);
  const matches = (row) => isShown(row);

  /* What is said about all rows, put together at most once a frame. */

  function summarize() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; summary(); });
  }

  function summary() {
    const states = new Map(STATES.map((state) => [state, 0]));
    let shown = 0, cpu = 0, memory = 0;
    for (const row of rows.values()) {
      if (isShown(row, "state")) states.set(row.data.state, (states.get(row.data.state) ?? 0) + 1);
      if (!row.tr.hidden) shown += 1;
      cpu += row.load?.[0] ?? 0;
      memory += row.load?.[1] ?? 0;
    }
    for (const { body, heading, rows: members } of groups.values()) {
      const all = [...members];
      body.hidden = all.every((row) => row.tr.hidden);
      if (!heading || body.hidden) continue;
      const running = all.filter((row) => row.data.state === "RUNNING").length;
      setText(heading.querySelector(".group-count"), `${running} of ${all.length} running`);
    }
    setText(byId("totals"), `${rows.size} process${rows.size === 1 ? "" : "es"}, CPU ${percent(cpu)}, memory ${bytes(memory)}`);
    setText(byId("shown"), shown < rows.size ? `${shown} of ${rows.size} shown` : "");
    chips(states);
    groupOptions();
    if (rows.size === 0 && table) {
      table.remove();
      table = null;
      const empty = document.createElement("p");
      empty.id = "empty";
      empty.textContent = "No programs to manage";
      main.insertBefore(empty, byId("hint"));
    }
  }

  function chips(states) {
    const place = byId("states");
    for (const [state, number] of states) {
      let chip = place.querySelector(`[data-state="${CSS.escape(state)}"]`);
      if (!chip) {
        chip = document.createElement("button");
        chip.type = "button";
        chip.dataset.state = state;
        chip.className = "chip";
        place.append(chip);
      }
      setText(chip, `${state.toLowerCase()} ${number}`);
      chip.hidden = number === 0 && filter.state !== state;
      press(chip, filter.state === state);
    }
  }

  function groupOptions() {
    const select = byId("group-filter"), names = [...groups.keys()].sort();
    if (filter.group && !groups.has(filter.group)) names.push(filter.group);
    if (select.options.length !== names.length + 1 || names.some((name, at) => select.options[at + 1].value !== name)) {
      select.replaceChildren(select.options[0], ...names.map((name) => new Option(name, name)));
    }
    select.value = filter.group;
  }

  function refilter() {
    for (const row of rows.values()) row.tr.hidden = !matches(row);
    keepFilter();
    summary();
  }

  /* Actions. */

  async function act(action, parameters) {
    const body = new URLSearchParams({ action, ...parameters });
    try {
      const answer = await fetch(address("index.html"), { method: "POST", headers: { Accept: "application/json" }, body });
      if (!answer.ok) return tell(`${action} was refused: HTTP ${answer.status}`, false);
      const { text, done } = await answer.json();
      tell(text, done);
    } catch {
      tell(`${action} may not have been done: the daemon does not answer`, false);
    }
  }

  async function actOn(row, action) {
    const button = row.buttons.find((each) => each.dataset.action === action);
    if (button.disabled) return;
    if (action === "log") return openLog(row);
    const focused = row.tr.contains(document.activeElement);
    row.busy += 1;
    enable(row);
    if (focused) row.tr.focus({ preventScroll: true });
    await act(action, { processname: row.data.namespec });
    row.busy -= 1;
    enable(row);
  }

  /** For buttons that stay: disabled while it runs, the focus comes back. */
  async function actWith(buttons, button, action, parameters) {
    for (const each of buttons) each.disabled = true;
    await act(action, parameters);
    for (const each of buttons) each.disabled = false;
    if (document.activeElement === document.body) button.focus({ preventScroll: true });
  }

  function clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const row = rows.get(button.closest("tr").dataset.name);
    if (row) return void actOn(row, button.dataset.action);
    const { group } = button.closest("tbody").dataset;
    actWith([...button.parentNode.children], button, button.dataset.groupAction, { groupname: group });
  }

  function confirmed(question) {
    const dialog = byId("confirm");
    setText(byId("confirm-text"), question);
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((resolve) =>
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
  }

  byId("all").addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    const question = `${button.textContent}? This is about ${rows.size} processes.`;
    if (button.value !== "startall" && !await confirmed(question)) return;
    actWith([...byId("all").querySelectorAll("button")], button, button.value, {});
  });

  function openLog(row) {
    log ??= new Log(main, () => {
      log = null;
      document.documentElement.classList.remove("with-log");
      (selected?.tr ?? byId("filter")).focus({ preventScroll: true });
    });
    document.documentElement.classList.add("with-log");
    log.open(row.data.namespec, row.data.stdout ? "stdout" : "stderr");
    byId("log-text").focus({ preventScroll: true });
  }

  /* Keys. */

  function select(row, focus) {
    if (selected !== row) {
      selected?.tr.removeAttribute("aria-current");
      if (selected) selected.tr.tabIndex = -1;
      selected = row;
      row.tr.setAttribute("aria-current", "true");
      row.tr.tabIndex = 0;
    }
    if (focus) {
      row.tr.focus({ preventScroll: true });
      row.tr.scrollIntoView({ block: "nearest" });
    }
  }

  function move(step) {
    const shown = table ? [...table.querySelectorAll("tr.process:not([hidden])")] : [];
    if (shown.length === 0) return;
    const at = selected ? shown.indexOf(selected.tr) : -1;
    const to = at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + step));
    select(rows.get(shown[to].dataset.name), true);
  }

  /** Keys never act on what is not to be seen. */
  const actOnSelected = (action) => selected && !selected.tr.hidden && actOn(selected, action);
  const inTable = (element) => table?.contains(element);
  const KEYS = {
    "/": () => { byId("filter").focus(); byId("filter").select(); },
    "?": () => byId("help").showModal(),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: (event) => inTable(event.target) && (move(1), true),
    ArrowUp: (event) => inTable(event.target) && (move(-1), true),
    s: () => actOnSelected("start"),
    x: () => actOnSelected("stop"),
    r: () => actOnSelected("restart"),
    l: () => actOnSelected("log"),
    Enter: (event) => event.target === selected?.tr && (actOnSelected("log"), true),
    Escape: () => {
      if (log) log.close();
      else if (filter.q || filter.state || filter.group) clearFilter();
      else tell("", true);
    },
  };
  const CONDITIONAL = ["ArrowDown", "ArrowUp", "Enter"];

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    const busy = event.ctrlKey || event.altKey || event.metaKey || event.repeat && "sxr".includes(event.key);
    if (typing || busy || document.querySelector("dialog[open]")) return;
    // A log has keys of its own, and what is typed there is not meant for a process.
    if (log?.root.contains(event.target) && !["?", "Escape"].includes(event.key)) return;
    const known = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
    if (!known) return;
    const did = known(event);
    if (did || !CONDITIONAL.includes(event.key)) event.preventDefault();
  });

  function clearFilter() {
    Object.assign(filter, { q: "", state: "", group: "" });
    byId("filter").value = "";
    refilter();
  }

  byId("filter").value = filter.q;
  byId("filter").addEventListener("input", () => { filter.q = byId("filter").value.trim(); refilter(); });
  byId("filter").addEventListener("keydown", (event) => {
    if (event.key === "Escape") { clearFilter(); byId("filter").blur(); }
    if (event.key === "Enter" || event.key === "ArrowDown") move(0);
    if (["Escape", "Enter", "ArrowDown"].includes(event.key)) event.preventDefault();
  });
  byId("group-filter").addEventListener("change", () => { filter.group = byId("group-filter").value; refilter(); });
  byId("states").addEventListener("click", (event) => {
    const { state } = event.target.closest("button")?.dataset ?? {};
    if (!state) return;
    filter.state = filter.state === state ? "" : state;
    refilter();
  });
  byId("help-button").addEventListener("click", () => byId("help").showModal());

  /* What the daemon says. */

  function change({ now, rows: changed, gone }) {
    skew = now - Date.now() / 1000;
    for (const name of gone) drop(name);
    if (!table && changed.length > 0) newTable();
    for (const row of changed) put(row);
    summarize();
  }

  function measured(usage) {
    for (const [name, load] of Object.entries(usage)) {
      const row = rows.get(name);
      if (row && row.data.pid !== 0) row.load = load;
    }
    for (const row of rows.values()) {
      if (!row.load) continue;
      for (const [history, value] of [[row.cpu, row.load[0]], [row.memory, row.load[1]]]) {
        history.push(value);
        if (history.length > HISTORY) history.shift();
      }
      if (row.onscreen) draw(row);
    }
    summarize();
  }

  watch({
    rows(message) {
      const names = new Set(message.rows.map((row) => row.namespec));
      for (const name of [...rows.keys()]) if (!names.has(name)) drop(name);
      change({ ...message, gone: [] });
    },
    change,
    usage: ({ usage }) => measured(usage),
    back: () => tell(BACK, true),
    lost() { if (byId("message").textContent === BACK) tell("", true); },
    tick() {
      for (const row of rows.values()) if (row.onscreen && row.data.state === "RUNNING") count(row);
    },
  });
}
