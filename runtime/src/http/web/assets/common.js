/* What the parts of the page share. */

export const byId = (id) => document.getElementById(id);
export const main = byId("main");
export const copy = (id) => document.importNode(byId(id).content, true);
/** Without the password that the page's own address may have in it: fetch refuses such addresses. */
export const address = (path) => new URL(path, location.origin + location.pathname);
export const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
export const setText = (element, text) => { if (element.textContent !== text) element.textContent = text; };
export const press = (button, on) => button.setAttribute("aria-pressed", String(on));

/** Waits longer each time, up to half a minute. */
export const nextWait = (wait) => Math.min(wait * 2, 30000);

/* Numbers as people read them. */

export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds)), days = Math.floor(whole / 86400);
  const two = (number) => String(number).padStart(2, "0");
  const clock = `${Math.floor(whole % 86400 / 3600)}:${two(Math.floor(whole % 3600 / 60))}:${two(whole % 60)}`;
  return days === 0 ? clock : `${days} day${days === 1 ? "" : "s"}, ${clock}`;
}

export function bytes(count) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let unit = 0, number = count;
  while (number >= 1000 && unit < units.length - 1) { number /= 1024; unit += 1; }
  return `${number >= 100 || unit === 0 ? Math.round(number) : number.toFixed(1)} ${units[unit]}`;
}

export const percent = (number) => `${number >= 100 ? Math.round(number) : number.toFixed(1)} %`;
