// Gradient descent by hand: textcls.scratch.logistic and textcls.scratch.descent in the page, step by step the same.
"use strict";

const liveDescent = {
  // Mean cross-entropy of logistic regression, log(1 + e^z) − y z, without overflow.
  loss([w1, w2], { X, y }) {
    const losses = X.map(([x1, x2], i) => {
      const z = w1 * x1 + w2 * x2;
      return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y[i] * z;
    });
    return losses.reduce((a, b) => a + b) / y.length;
  },

  gradient([w1, w2], { X, y }) {
    const g = [0, 0];
    X.forEach(([x1, x2], i) => {
      const wrong = 1 / (1 + Math.exp(-(w1 * x1 + w2 * x2))) - y[i];
      g[0] += (wrong * x1) / y.length;
      g[1] += (wrong * x2) / y.length;
    });
    return g;
  },

  // The start, and the weights after each step: v ← μ v − α g, θ ← θ + v.
  path(start, { rate, momentum, steps }, data) {
    const path = [start];
    let v = [0, 0];
    for (let t = 0; t < steps; t++) {
      const theta = path[t];
      const g = liveDescent.gradient(theta, data);
      v = v.map((velocity, j) => momentum * velocity - rate * g[j]);
      path.push(theta.map((weight, j) => weight + v[j]));
    }
    return path;
  },
};

function liveDescentPart(data) {
  const NAME = "descent";
  const [LEFT, RIGHT, LOW, HIGH] = [-2, 4, -3, 3];
  const LEVELS = 14;
  const GRID = 60;
  const root = document.getElementById(NAME);
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const inputs = [...root.querySelectorAll("input")];
  const state = live.read(NAME, { w1: -1, w2: -1, rate: 2, momentum: 0, steps: 30 });
  const make = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const minimum = liveDescent.path([0, 0], { rate: 4, momentum: 0, steps: 2000 }, data).at(-1);
  const lowest = liveDescent.loss(minimum, data);
  // The page's y grows downwards, weight 2 upwards.
  const at = ([w1, w2]) => `${w1.toFixed(4)},${(-w2).toFixed(4)}`;
  const inside = ([w1, w2]) => w1 >= LEFT && w1 <= RIGHT && w2 >= LOW && w2 <= HIGH;

  // Lines of equal loss: in each cell of a grid, join the places where an edge crosses the level.
  function contours() {
    const x = (i) => LEFT + ((RIGHT - LEFT) * i) / GRID;
    const y = (j) => LOW + ((HIGH - LOW) * j) / GRID;
    const values = Array.from({ length: GRID + 1 }, (_, i) =>
      Array.from({ length: GRID + 1 }, (_, j) => liveDescent.loss([x(i), y(j)], data)),
    );
    const top = Math.max(...values.flat());
    for (let level = 1; level <= LEVELS; level++) {
      const height = lowest + (top - lowest) * (level / (LEVELS + 1)) ** 2;
      let d = "";
      for (let i = 0; i < GRID; i++) {
        for (let j = 0; j < GRID; j++) {
          const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
          const crossings = corners.flatMap(([a, b], k) => {
            const [c, e] = corners[(k + 1) % 4];
            const [one, other] = [values[a][b] - height, values[c][e] - height];
            if (one < 0 === other < 0) return [];
            const share = one / (one - other);
            return [[x(a) + (x(c) - x(a)) * share, y(b) + (y(e) - y(b)) * share]];
          });
          for (let k = 0; k + 1 < crossings.length; k += 2) {
            d += `M${at(crossings[k])}L${at(crossings[k + 1])}`;
          }
        }
      }
      part("contours").append(make("path", { d }));
    }
  }

  function drawAxes() {
    const label = (text, x, y) => {
      const element = make("text", {
        x, y, "font-size": 0.26, fill: "currentColor", stroke: "none", "text-anchor": "middle",
      });
      element.textContent = text;
      return element;
    };
    const axes = part("axes");
    axes.append(make("rect", { x: LEFT, y: -HIGH, width: RIGHT - LEFT, height: HIGH - LOW, fill: "none" }));
    for (let w = LEFT; w <= RIGHT; w += 2) axes.append(label(w, w, -LOW + 0.32));
    for (let w = LOW + 1; w <= HIGH; w += 2) axes.append(label(w, LEFT - 0.25, -w + 0.09));
    axes.append(label("weight 1", 1, -LOW + 0.68), label("weight 2", LEFT + 0.1, -HIGH - 0.12));
    const [x, y] = [minimum[0], -minimum[1]];
    part("minimum").setAttribute(
      "d", `M${x - 0.1},${y - 0.1}L${x + 0.1},${y + 0.1}M${x - 0.1},${y + 0.1}L${x + 0.1},${y - 0.1}`,
    );
  }

  function show() {
    const path = liveDescent.path([state.w1, state.w2], state, data);
    const outside = path.findIndex((theta) => !inside(theta));
    const drawn = outside < 0 ? path : path.slice(0, outside);
    part("path").setAttribute("points", drawn.map(at).join(" "));
    part("points").replaceChildren(
      ...drawn.slice(1).map(([w1, w2]) => make("circle", { cx: w1, cy: -w2, r: 0.05 })),
    );
    part("start").setAttribute("cx", state.w1);
    part("start").setAttribute("cy", -state.w2);
    const end = path.at(-1);
    const above = liveDescent.loss(end, data) - lowest;
    const where = Number.isFinite(above) ? `${above.toExponential(1)} above the optimum's` : "beyond all bounds";
    part("says").textContent =
      `After ${state.steps} steps: weights ${end[0].toFixed(2)} and ${end[1].toFixed(2)}, a loss ${where}.` +
      (outside < 0 ? "" : ` Step ${outside} left the picture.`);
    for (const input of inputs) {
      input.value = state[input.name];
      input.parentElement.querySelector("output").textContent = state[input.name];
    }
  }

  function change(values) {
    Object.assign(state, values);
    live.write(NAME, state);
    show();
  }

  for (const input of inputs) {
    input.addEventListener("input", () => change({ [input.name]: input.valueAsNumber }));
  }
  const svg = root.querySelector("svg");
  const start = part("start");
  start.style.cursor = "grab";
  start.style.touchAction = "none";
  start.addEventListener("pointerdown", (event) => start.setPointerCapture(event.pointerId));
  start.addEventListener("pointermove", (event) => {
    if (!start.hasPointerCapture(event.pointerId)) return;
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const within = (value, low, high) => Math.round(20 * Math.min(high, Math.max(low, value))) / 20;
    change({ w1: within(place.x, LEFT, RIGHT), w2: within(-place.y, LOW, HIGH) });
  });
  contours();
  drawAxes();
  show();
  live.arrive(NAME, root);
}
