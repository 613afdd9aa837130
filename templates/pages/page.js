// What the pages do better with JavaScript. Without it, every form still works.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);

  // A form sends only the fields that have a value, so that addresses stay short.
  const addressOf = (form) => {
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string" && value.trim() !== "");
    const query = new URLSearchParams(fields).toString();
    const path = new URL(form.action).pathname;
    return path + (query ? "?" + query : "") + new URL(form.action).hash;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get" || event.defaultPrevented) return;
    event.preventDefault();
    location.assign(addressOf(form));
  });

  // A live form shows its answer while it is filled in.
  const live = $("form[data-live]");
  const region = $("#live");
  // Each field has the message of the newest answer.
  const mark = (page) => {
    $("main > [role=alert]")?.remove();
    for (const old of live.querySelectorAll(".wrong")) old.remove();
    for (const field of live.elements) {
      const fresh = field.id && page.getElementById(field.id);
      for (const name of ["aria-invalid", "aria-describedby"]) {
        const value = fresh ? fresh.getAttribute(name) : null;
        if (value) field.setAttribute(name, value); else if (fresh) field.removeAttribute(name);
      }
      const message = field.id && page.getElementById(field.id + "-wrong");
      if (message) field.after(message);
    }
  };
  if (live && region) {
    let timer, running, waits = false;
    const status = $("#status");
    // A price of before the last change says so, to everybody.
    const old = (why) => {
      status.textContent = why;
      status.className = why ? "note" : "unseen";
      region.toggleAttribute("data-old", why !== "");
    };
    // Somebody who is still typing gets no fault yet: 206 will be 20610.
    const isTyping = () => {
      const field = document.activeElement;
      if (!live.contains(field) || !field.matches("input, textarea")) return false;
      return !field.value.slice(0, field.selectionEnd ?? undefined).endsWith("\n");
    };
    const show = async (isDone) => {
      running?.abort();
      running = new AbortController();
      region.setAttribute("aria-busy", "true");
      try {
        const address = addressOf(live);
        const answer = await fetch(address, { headers: { accept: "text/html" }, signal: running.signal });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = $("[role=alert]", page) ?? $("#live", page);
        waits = !answer.ok && !isDone && isTyping() && region.childElementCount > 0;
        if (!fresh) old("The server cannot answer now. What is below is from before your last change.");
        else if (waits) old("What is below is from before your last change.");
        else {
          old("");
          // A screen reader says the result, not the whole page.
          const result = $(".money .first", fresh) ?? $(".verdict", fresh) ?? fresh;
          const words = result.children.length ? [...result.children].map((part) => part.textContent) : [result.textContent];
          for (const line of fresh.querySelectorAll(".claim-line")) {
            const parts = $(".verdict data", line) ? [] : [$("h2", line), $(".verdict", line), $(".refused p", line)];
            words.push(...parts.map((part) => part?.textContent ?? ""));
          }
          status.textContent = words.join(" ").replace(/\s+/g, " ").trim().slice(0, 300);
          const open = [...region.querySelectorAll("details")].map((one) => one.open);
          region.replaceChildren(...fresh.childNodes);
          region.querySelectorAll("details").forEach((one, at) => { if (open[at]) one.open = true; });
          mark(page);
          prepare(region);
          if (answer.ok) history.replaceState(null, "", address);
        }
      } catch (error) {
        if (error.name === "AbortError") return;
        old("The server does not answer. What is below is from before your last change. Try again in a moment.");
      }
      region.setAttribute("aria-busy", "false");
    };
    const soon = (wait, isDone) => { clearTimeout(timer); timer = setTimeout(() => show(isDone), wait); };
    live.addEventListener("input", (event) => { if (event.target.type !== "file") soon(400, false); });
    live.addEventListener("focusout", () => { if (waits) soon(0, true); });
    live.addEventListener("submit", (event) => { event.preventDefault(); soon(0, true); });
  }

  // Buttons that need JavaScript are hidden without it.
  function prepare(part) {
    for (const button of part.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.onclick = () => print();
    }
    for (const button of part.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.onclick = async () => {
        const text = document.getElementById(button.dataset.copy).textContent;
        await navigator.clipboard.writeText(text).catch(() => {});
        button.textContent = "Copied";
      };
    }
    for (const button of part.querySelectorAll("[data-all]")) {
      button.hidden = false;
      button.onclick = () => {
        const boxes = [...document.querySelectorAll("input[type=checkbox][name=" + button.dataset.all + "]")];
        const every = boxes.every((box) => box.checked);
        for (const box of boxes) box.checked = !every;
      };
    }
  }
  prepare(document);

  // A file can be dropped anywhere on a page that takes one.
  const file = $("input[type=file]");
  if (file) {
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      file.files = event.dataTransfer.files;
      file.form.requestSubmit();
    });
  }
})();
