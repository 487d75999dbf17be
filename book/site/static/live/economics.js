// Labels and money: textcls.advantage in the page, formula by formula the same.
"use strict";

const liveEconomics = {
  powerLaw: (n, { a, b, c }) => a + b * n ** -c,
  valueOfLabels: (n, more, law, { N, v, p }) =>
    N * v * (liveEconomics.powerLaw(n, law) - liveEconomics.powerLaw(n + more, law)) - more * p,
  bestNumberOfLabels: ({ b, c }, { N, v, p }) => ((N * v * b * c) / p) ** (1 / (c + 1)),
  costPerMillion: (s, hour, u) => (1000 * s * hour) / (3600 * u),
  margin: (price, cost) => (price - cost) / price,
  breakEven: (price, cost, fixed) => (price > cost ? fixed / (price - cost) : Infinity),
  profit: (price, cost, fixed, volume) => (price - cost) * volume - fixed,
};

if (document.getElementById("economics")) {
  const NAME = "economics";
  const [LEFT, RIGHT, TOP, BOTTOM] = [44, 390, 12, 195];
  const [FEWEST, MOST] = [2, 6]; // powers of ten
  const root = document.getElementById(NAME);
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const inputs = [...root.querySelectorAll("input")];
  const state = live.read(NAME, {
    n: 5000, a: 0.05, b: 3, c: 0.4, N: 1e7, v: 0.05, p: 0.1,
    price: 3, s: 1, hour: 0.05, u: 0.2, F: 20000,
  });
  const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, notation: "compact" });
  const say = (x) => (Number.isFinite(x) ? short.format(x).replace("-", "−") : "never");
  const percent = (x) => `${(100 * x).toFixed(1).replace("-", "−")} %`;
  const make = (tag, attributes, text = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  };

  const x = (n) => LEFT + ((Math.log10(n) - FEWEST) / (MOST - FEWEST)) * (RIGHT - LEFT);
  const y = (error) => BOTTOM - Math.min(error, 0.5) * 2 * (BOTTOM - TOP);

  function drawAxes() {
    const axes = part("axes");
    for (let power = FEWEST; power <= MOST; power++) {
      const at = x(10 ** power);
      axes.append(make("text", { x: at, y: BOTTOM + 18, "text-anchor": "middle" }, say(10 ** power)));
    }
    for (const error of [0, 0.1, 0.2, 0.3, 0.4, 0.5]) {
      const line = { x1: LEFT, x2: RIGHT, y1: y(error), y2: y(error), stroke: "currentColor" };
      axes.append(make("line", { ...line, "stroke-opacity": 0.15 }));
      axes.append(make("text", { x: LEFT - 8, y: y(error) + 4, "text-anchor": "end" }, percent(error).replace(".0", "")));
    }
    axes.append(make("text", { x: (LEFT + RIGHT) / 2, y: BOTTOM + 38, "text-anchor": "middle" }, "labels"));
    axes.append(make("text", { x: RIGHT, y: TOP + 15, "text-anchor": "end" }, "share of wrong answers"));
  }

  function show() {
    const { n, price, s, hour, u, F, N } = state;
    const law = state;
    const error = liveEconomics.powerLaw(n, law);
    const points = Array.from({ length: 81 }, (_, i) => 10 ** (FEWEST + (i * (MOST - FEWEST)) / 80));
    part("curve").setAttribute(
      "points", points.map((m) => `${x(m).toFixed(1)},${y(liveEconomics.powerLaw(m, law)).toFixed(1)}`).join(" "),
    );
    for (const [key, value] of Object.entries({ x1: LEFT, x2: RIGHT, y1: y(law.a), y2: y(law.a) })) {
      part("floor").setAttribute(key, value);
    }
    part("here").setAttribute("cx", x(n));
    part("here").setAttribute("cy", y(error));
    const best = liveEconomics.bestNumberOfLabels(law, state);
    const seen = Math.log10(best) >= FEWEST && Math.log10(best) <= MOST;
    part("best").setAttribute("visibility", seen ? "visible" : "hidden");
    if (seen) part("best").setAttribute("transform", `translate(${x(best)},${y(liveEconomics.powerLaw(best, law))})`);
    const value = liveEconomics.valueOfLabels(n, 1000, law, state);
    part("labels").textContent =
      `With ${say(n)} labels ${percent(error)} of the answers are wrong; with 1,000 more, ` +
      `${percent(liveEconomics.powerLaw(n + 1000, law))}. Those labels ${value < 0 ? "lose" : "bring"} ` +
      `${say(Math.abs(value))} in a year. The last label worth its price is number ${say(best)}.`;
    const cost = liveEconomics.costPerMillion(s, hour, u) / 1e6;
    const profit = liveEconomics.profit(price / 1000, cost, F, N);
    part("money").textContent =
      `A million predictions cost ${say(1e6 * cost)} to compute. The margin is ` +
      `${percent(liveEconomics.margin(price / 1000, cost))}, the fixed cost is earned after ` +
      `${say(liveEconomics.breakEven(price / 1000, cost, F))} predictions, and the year ends with ` +
      `${profit < 0 ? "a loss" : "a profit"} of ${say(Math.abs(profit))}.`;
    for (const input of inputs) {
      const logarithmic = input.dataset.scale === "log";
      input.value = logarithmic ? Math.log10(state[input.name]) : state[input.name];
      input.parentElement.querySelector("output").textContent = say(state[input.name]);
      input.setAttribute("aria-valuetext", say(state[input.name]));
    }
  }

  for (const input of inputs) {
    input.addEventListener("input", () => {
      const value = input.valueAsNumber;
      const exact = input.dataset.scale === "log" ? 10 ** value : value;
      state[input.name] = Number(exact.toPrecision(3));
      live.write(NAME, state);
      show();
    });
  }
  drawAxes();
  show();
  live.arrive(NAME, root);
}
