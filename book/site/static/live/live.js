// What the live parts of the pages share: their state in the address, and scripts fetched on demand.
"use strict";

const live = {
  // The state of the part called name, from an address that ends in #name?key=value&key=value.
  read(name, defaults) {
    const [part, query = ""] = location.hash.slice(1).split("?");
    if (part !== name) return { ...defaults };
    const found = new URLSearchParams(query);
    return Object.fromEntries(
      Object.entries(defaults).map(([key, value]) => {
        const text = found.get(key);
        if (text === null) return [key, value];
        if (typeof value !== "number") return [key, text];
        return [key, Number.isFinite(parseFloat(text)) ? parseFloat(text) : value];
      }),
    );
  },

  // Puts a state into the address, without a step in the browser's history.
  write(name, state) {
    const address = `#${name}?${new URLSearchParams(state)}`;
    try {
      history.replaceState(null, "", address);
    } catch {
      location.replace(address); // pages opened as files may not change their history
    }
  },

  // Opens at the part that the address names.
  arrive(name, element) {
    if (location.hash.startsWith(`#${name}?`)) element.scrollIntoView();
  },

  // A script next to this one; a page opened as a file cannot fetch anything else.
  script(source) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL(source, live.folder).href;
      element.addEventListener("load", resolve);
      element.addEventListener("error", () => reject(new Error(`${source} could not be loaded`)));
      document.head.append(element);
    });
  },

  folder: document.currentScript.src,
};
