// The compact network of textcls.models.live, in plain JavaScript: the same numbers as Keras, to 1e-5.
"use strict";

const liveModels = {};

function liveModel(name, description) {
  liveModels[name] = liveNetwork(description);
}

function liveNetwork({ length, tokens, weights, accuracy, n_test: nTest }) {
  const number = new Map(tokens.split(" ").map((token, i) => [token, i + 2]));
  const arrays = weights.map(({ half }) => floats(half));
  const [embedding, ...rest] = arrays;
  const [kernel, recurrent] = [weights[1].shape, weights[2].shape];
  const [dimensions, units] = [kernel[0], recurrent[0]];
  const forward = { kernel: rest[0], recurrent: rest[1], bias: rest[2], inputs: new Map() };
  const backward = { kernel: rest[3], recurrent: rest[4], bias: rest[5], inputs: new Map() };
  const [outKernel, [outBias]] = [rest[6], rest[7]];

  // Half precision, two bytes a number, to numbers.
  function floats(base64) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Float64Array.from({ length: bytes.length / 2 }, (_, i) => {
      const half = view.getUint16(2 * i, true);
      const exponent = (half >> 10) & 31;
      const fraction = half & 1023;
      const size = exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction;
      return half >> 15 ? -size : size;
    });
  }

  const sigmoid = (z) => 1 / (1 + Math.exp(-z));

  // What a token contributes to the gates; it does not depend on where the token stands.
  function input(layer, id) {
    let gates = layer.inputs.get(id);
    if (!gates) {
      gates = Float64Array.from(layer.bias);
      for (let d = 0; d < dimensions; d++) {
        const x = embedding[id * dimensions + d];
        for (let g = 0; g < 4 * units; g++) gates[g] += x * layer.kernel[d * 4 * units + g];
      }
      layer.inputs.set(id, gates);
    }
    return gates;
  }

  // Adds to sum, and raises largest, with the outputs of one direction. Gates: i, f, c, o.
  function read(layer, ids, sum, largest, offset) {
    const h = new Float64Array(units);
    const c = new Float64Array(units);
    const gates = new Float64Array(4 * units);
    for (const id of ids) {
      gates.set(input(layer, id));
      for (let k = 0; k < units; k++) {
        const row = k * 4 * units;
        for (let g = 0; g < 4 * units; g++) gates[g] += h[k] * layer.recurrent[row + g];
      }
      for (let k = 0; k < units; k++) {
        const candidate = Math.tanh(gates[2 * units + k]);
        c[k] = sigmoid(gates[units + k]) * c[k] + sigmoid(gates[k]) * candidate;
        h[k] = sigmoid(gates[3 * units + k]) * Math.tanh(c[k]);
        sum[offset + k] += h[k];
        if (h[k] > largest[offset + k]) largest[offset + k] = h[k];
      }
    }
  }

  function encode(text) {
    const all = liveText.tokenize(liveText.clean(text));
    const head = Math.floor(length / 4);
    return all.length > length ? [...all.slice(0, head), ...all.slice(all.length - (length - head))] : all;
  }

  function logOdds(ids) {
    const sum = new Float64Array(2 * units);
    const largest = new Float64Array(2 * units).fill(-2);
    read(forward, ids, sum, largest, 0);
    read(backward, [...ids].reverse(), sum, largest, units);
    let z = outBias;
    for (let k = 0; k < 2 * units; k++) {
      z += largest[k] * outKernel[k] + (sum[k] / Math.max(ids.length, 1)) * outKernel[2 * units + k];
    }
    return z;
  }

  const toIds = (list) => list.map((token) => number.get(token) ?? 1);

  return {
    accuracy,
    nTest,
    predict: (text) => sigmoid(logOdds(toIds(encode(text)))),
    // Occlusion, as in textcls.evaluation.explain: by how much the log-odds fall when a token is taken away.
    explain(text) {
      const kept = encode(text);
      const ids = toIds(kept);
      const whole = logOdds(ids);
      const words = kept.map((token, i) => {
        const others = [...ids.slice(0, i), ...ids.slice(i + 1)];
        return { token, known: ids[i] !== 1, effect: whole - logOdds(others) };
      });
      return { probability: sigmoid(whole), words };
    },
  };
}
