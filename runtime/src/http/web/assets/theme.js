/* Light and dark: what the system says, or what the user wants. */

import { byId, setText } from "./common.js";

const SCHEMES = ["auto", "light", "dark"];
const stored = {
  get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
  set: (scheme) => { try { localStorage.setItem("theme", scheme); } catch { /* It holds for this page, then. */ } },
};

function dress(scheme) {
  document.documentElement.dataset.theme = scheme;
  const button = byId("theme");
  if (button) setText(button, `Theme: ${scheme}`);
}

export function setUpTheme() {
  const button = document.createElement("button");
  button.type = "button";
  button.id = "theme";
  button.addEventListener("click", () => {
    const next = SCHEMES[(SCHEMES.indexOf(document.documentElement.dataset.theme) + 1) % SCHEMES.length];
    stored.set(next);
    dress(next);
  });
  byId("top").append(button);
  dress(SCHEMES.includes(stored.get()) ? stored.get() : "auto");
}
