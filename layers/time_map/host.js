// The Streamlit side of the bridge: mounts the map document once, in a frame that no rerun touches, and passes
// messages. Python gets the settled state; the document gets commands that carry a new number. The URL is written here and
// not by Python, because only the browser knows whether the visitor has just gone back.
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".atlas-host");
  let frame = root.querySelector("iframe");
  if (!frame) {
    frame = document.createElement("iframe");
    frame.title = data.title;
    frame.setAttribute("allow", "fullscreen");
    frame.src = data.src + "#" + encodeURIComponent(JSON.stringify(data.start));
    root.appendChild(frame);
    root.commandNumber = root.firstNumber = data.command ? data.command.number : 0;
  }
  root.dataset.kiosk = String(Boolean(data.start.kiosk));
  const release = data.start.kiosk ? stayReachable(root) : () => {};

  const receive = (event) => {
    if (event.source !== frame.contentWindow || !event.data) return;
    const { type, answers, ...state } = event.data;
    // Between the visitor's Back and the command that follows it, map and Python still tell of the state before; and the map
    // may just have been about to tell of it when the command came.
    const isLate = root.travelling || (answers ?? root.firstNumber) < root.commandNumber;
    if (type === "atlas:settled" && !isLate) setStateValue("settled", state);
    if (type === "atlas:ready") root.dataset.ready = "true";
  };
  // A state and not a trigger: Streamlit reruns for the new URL too, and a trigger can be lost between the two runs.
  const travel = () => {
    root.travelling = true;
    setStateValue("travelled", { at: performance.now(), query: window.location.search.slice(1) });
  };
  window.addEventListener("message", receive);
  window.addEventListener("popstate", travel);

  if (data.command && data.command.number !== root.commandNumber) {
    const { number, state } = data.command;
    root.commandNumber = number;
    root.travelling = false;
    frame.contentWindow.postMessage({ type: "atlas:set", number, ...state }, window.location.origin);
  }
  if (!root.travelling) writeAddress(root, data.query);
  return () => {
    window.removeEventListener("message", receive);
    window.removeEventListener("popstate", travel);
    release();
  };
}

// Write a new state into the URL. Each date is a place to come back to; where only the view or the layers changed, the place
// is the same one. What was written before is not written again: after Back, the state of before arrives once more.
function writeAddress(root, query) {
  const wanted = JSON.stringify(query);
  if (wanted === root.dataset.query) return;
  root.dataset.query = wanted;
  const address = new URLSearchParams(window.location.search);
  const before = address.get("date");
  for (const key of ["date", "layers", "view", "kiosk"]) {
    if (key in query) address.set(key, query[key]);
    else address.delete(key);
  }
  const text = `?${address.toString().replaceAll("%2C", ",")}`;
  if (text === window.location.search) return;
  const write = before && before !== query.date ? "pushState" : "replaceState";
  window.history[write]({}, "", text);
}

// When the server is gone, the page opens a dialog and makes everything else inert. In the kiosk the map must go on
// taking touches, so whatever makes the way from the map to the root inert or hidden is undone at once.
function stayReachable(root) {
  const free = () => {
    for (let node = root; node; node = node.parentElement) {
      for (const name of ["inert", "aria-hidden"]) if (node.hasAttribute(name)) node.removeAttribute(name);
    }
  };
  const observer = new MutationObserver(free);
  observer.observe(document.documentElement, { subtree: true, attributeFilter: ["inert", "aria-hidden"] });
  free();
  return () => observer.disconnect();
}
