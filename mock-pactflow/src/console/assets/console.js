// Keeps the page up to date. Everything works without it: links and forms lead back to a whole page.
"use strict";

const exchanges = () => [...document.querySelectorAll("article.exchange")];
const find = document.getElementById("find");
const isConsole = document.getElementById("exchanges") !== null;

// Puts the parts of a freshly read page in the place of the present ones, element by element, so that
// focus, scrolling and what is being typed stay.
function update(present, fresh) {
  if (present.isEqualNode(fresh)) return;
  const keyed = (node) => [...node.children].every((child) => child.id);
  if (!present.children.length || !keyed(present) || !keyed(fresh)) return replace(present, fresh);
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...present.children]) if (!wanted.has(child.id)) child.remove();
  let place = present.firstElementChild;
  for (const child of [...fresh.children]) {
    if (place && place.id === child.id) {
      const next = place.nextElementSibling;
      if (!place.isEqualNode(child)) replace(place, child);
      place = next;
    } else {
      document.getElementById(child.id)?.remove();
      present.insertBefore(document.adoptNode(child), place);
    }
  }
}

function replace(present, fresh) {
  const focused = present.contains(document.activeElement) ? document.activeElement.id : "";
  const typed = [...present.querySelectorAll("input, select")].filter((field) => field.id && field.type !== "hidden");
  const kept = typed.map((field) => [field.id, field.value, field.checked]);
  present.replaceWith(document.adoptNode(fresh));
  for (const [id, value, checked] of kept) {
    const field = document.getElementById(id);
    if (field) { field.value = value; field.checked = checked; }
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const present = document.getElementById(fresh.id);
    if (present) update(present, fresh);
  }
  const clock = page.querySelector("#facts span:nth-child(2)");
  if (clock) document.querySelector("#facts span:nth-child(2)").replaceWith(document.adoptNode(clock));
}

let reading = false, again = false;
async function read() {
  if (reading) { again = true; return; }
  reading = true;
  try {
    do {
      again = false;
      const q = find ? find.value.trim() : "";
      const answer = await fetch("/__mock/ui/?" + new URLSearchParams({ q }));
      if (answer.ok) show(await answer.text());
    } while (again);
  } catch { /* The simulator is gone; the event source says so, and comes back by itself. */ }
  reading = false;
}

// Many events come at once; one reading is enough for those of a moment.
let waiting = 0;
function soon() {
  if (!waiting) waiting = setTimeout(() => { waiting = 0; read(); }, 60);
}

function listen() {
  const live = document.getElementById("live");
  const events = new EventSource("/__mock/events");
  events.onopen = () => { live.textContent = "live"; live.classList.add("on"); soon(); };
  events.onerror = () => { live.textContent = "not live"; live.classList.remove("on"); };
  for (const kind of ["scim", "exchange", "change", "faults", "clock", "reset", "seen", "missed"]) events.addEventListener(kind, soon);
  addEventListener("pagehide", () => events.close());
}

async function send(form, button) {
  const data = new URLSearchParams(new FormData(form, button));
  button.setAttribute("aria-busy", "true");
  try { await fetch(form.action, { method: "POST", body: data }); } finally { button.removeAttribute("aria-busy"); }
  await read();
}

async function copy(link) {
  const answer = await fetch(link.href);
  await navigator.clipboard.writeText(await answer.text());
  const label = link.textContent;
  link.textContent = "copied";
  setTimeout(() => { link.textContent = label; }, 1200);
}

function step(by) {
  const all = exchanges();
  const at = all.indexOf(document.activeElement.closest("article.exchange"));
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (event.key === "Escape" && target === find) { find.blur(); return; }
  if (target.closest("input, select, textarea")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "/" && find) { event.preventDefault(); find.focus(); find.select(); }
  else if (event.key === "r") { if (isConsole) read(); else location.reload(); }
  else if (event.key === "Enter" && target.matches("article.exchange")) target.querySelector("a.open").click();
});

if (isConsole) {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    event.preventDefault();
    if (form.contains(find)) read();
    else send(form, submitter);
  });
  find.addEventListener("input", soon);
  listen();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || event.ctrlKey || event.metaKey || !navigator.clipboard) return;
  event.preventDefault();
  copy(link).catch(() => { location.href = link.href; });
});
