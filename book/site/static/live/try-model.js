// Try the trained model: a text, its probability, and what each word contributes.
"use strict";

{
  const NAME = "try-model";
  const root = document.getElementById(NAME);
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const area = root.querySelector("textarea");
  const choices = [...root.querySelectorAll("input[type=radio]")];
  const state = live.read(NAME, {
    text: "Not bad at all. The story is slow, but I was never bored, and the ending is wonderful.",
    data: "imdb",
  });
  const files = { imdb: "model-imdb.js", embedded: "model-embedded.js" };
  const fetched = {};

  function model(name) {
    fetched[name] ??= live.script(files[name]).then(() => liveModels[name]);
    return fetched[name];
  }

  function chip({ token, known, effect }) {
    const word = document.createElement("span");
    const strength = Math.min(1, Math.abs(effect) / 2);
    word.textContent = token;
    word.className = `live-word ${effect > 0 ? "live-for" : "live-against"}`;
    if (!known) word.classList.add("live-unknown");
    word.style.setProperty("--strength", strength.toFixed(2));
    word.title = `${signed(effect)}${known ? "" : ", unknown to the model"}`;
    if (strength > 0.15) word.append(effect > 0 ? " +" : " −");
    return word;
  }

  const signed = (x) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(2);

  function row({ token, known, effect }) {
    const line = document.createElement("tr");
    for (const text of [known ? token : `${token} (unknown)`, signed(effect)]) {
      line.insertCell().textContent = text;
    }
    return line;
  }

  async function show() {
    let network;
    try {
      network = await model(state.data);
    } catch (error) {
      part("verdict").textContent = error.message;
      return;
    }
    const { probability, words } = network.explain(state.text);
    const percent = (100 * probability).toFixed(1);
    part("verdict").textContent =
      `${probability > 0.5 ? "positive" : "negative"}: probability of “positive” ${percent} %`;
    part("bar").style.width = `${percent}%`;
    part("accuracy").textContent =
      `Right on ${(100 * network.accuracy).toFixed(1)} % of ${network.nTest.toLocaleString("en")} test reviews.`;
    part("words").replaceChildren(...words.flatMap((word) => [chip(word), " "]));
    part("table").replaceChildren(...words.map(row));
  }

  function change(values) {
    Object.assign(state, values);
    live.write(NAME, state);
    show();
  }

  area.value = state.text;
  for (const choice of choices) {
    choice.checked = choice.value === state.data;
    choice.addEventListener("change", () => change({ data: choice.value }));
  }
  area.addEventListener("input", () => {
    clearTimeout(area.waiting);
    area.waiting = setTimeout(() => change({ text: area.value }), 150);
  });

  // The weights are fetched when the reader comes near, not before.
  const near = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    near.disconnect();
    show();
  });
  near.observe(root);
  live.arrive(NAME, root);
}
