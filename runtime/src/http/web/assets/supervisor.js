/* The live page. Everything it does can be done without it, too; it does it at once and without a reload.
 *
 * What it relies on, and tests may: elements by id, from the templates status.html and log.html
 *   #theme                the scheme: auto, light, dark; kept in localStorage "theme"; html[data-theme]
 *   #connection           data-state: connecting, live, lost, restarting; in words in #connection-text (role status)
 *   #totals               sums over all processes
 *   #message              what the last action came to (role status); class "failed" when it failed
 *   #filter, #group-filter, #states button[data-state][aria-pressed]    kept in the URL as q, group, state
 *   #shown                how many of the processes are shown
 *   #all button[value=startall|restartall|stopall]    the last two ask in #confirm (#confirm-yes, #confirm-no)
 *   #processes.live       the table; a tbody[data-group] for each group with tr.group where it is more than one program:
 *                         button[data-group-action=startgroup|stopgroup|restartgroup]
 *   tr.process[data-name] a process; .status span, .name a, .description, .cpu .figure, .memory .figure,
 *                         svg.spark path, button[data-action=start|stop|restart|log|clearlog]; aria-current: selected
 *   #empty, #hint, #help-button, #help, #help-close
 *   #log                  the log viewer: #log-title, #log-stdout, #log-stderr, #log-pause, #log-wrap, #log-search,
 *                         #log-previous, #log-next, #log-matches, #log-state, #log-download, #log-page, #log-close,
 *                         #log-text (div.line); on tail.html it takes the place of #tail
 * and the messages of /live: rows, change {now, rows, gone}; usage {now, usage: {name: [percent, bytes]}}; daemon {state}.
 */

import { byId, main } from "./common.js";
import { Log } from "./log.js";
import { statusPage } from "./status.js";
import { setUpTheme } from "./theme.js";

function tailPage() {
  const { process, channel } = main.dataset;
  if (!process) return;
  for (const link of main.querySelectorAll(".buttons a:not(:last-child)")) link.remove();
  const place = document.createElement("div");
  byId("tail").replaceWith(place);
  document.documentElement.classList.add("whole-log");
  new Log(place).open(process, channel);
}

if (main?.dataset.page === "status") statusPage();
else if (main?.dataset.page === "tail") { setUpTheme(); tailPage(); }
