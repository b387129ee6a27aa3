// The links: their curves, and which of them lies under a point. Coordinates are screen pixels.

class Links {
  constructor(scene) { this.scene = scene; this.drawn = []; }

  // Which links are asked for now: all, or those of what is selected.
  wanted() {
    const { picture, state } = this.scene;
    return picture.edges.flatMap((edge, id) => {
      const touches = state.selected >= 0 && (edge.from === state.selected || edge.to === state.selected);
      const asked = (state.allLinks && !picture.links[id].told) || touches || state.link === id;
      return asked && this.scene.shown(edge.from) && this.scene.shown(edge.to) ? [[id, edge.from, edge.to, touches || state.link === id]] : [];
    });
  }

  draw(context, at) {
    const { state } = this.scene, paper = state.paper;
    this.drawn = this.wanted().map(([id, from, to, strong]) => ({ id, to, strong, crosses: this.scene.picture.links[id].crosses && !strong, curve: this._curve(context, at, from, to) }));
    const many = this.drawn.length > 300, some = this.drawn.length > 60, busy = state.selected >= 0 || state.link >= 0;
    context.lineCap = "round";
    for (const [strong, crosses] of [[false, true], [false, false], [true, false]]) {
      context.beginPath();
      for (const link of this.drawn) if (link.strong === strong && link.crosses === crosses) this._trace(context, link.curve);
      context.globalAlpha = strong ? 0.95 : busy ? 0.25 : crosses ? 0.28 : many ? 0.35 : some && this.scene.picture.style !== "arcs" ? 0.45 : 0.75;
      context.strokeStyle = strong ? paper.accent : paper.link;
      context.lineWidth = strong ? 1.7 : many ? 0.6 : 1;
      context.stroke();
    }
    context.fillStyle = paper.accent;
    context.globalAlpha = 0.95;
    for (const link of this.drawn) if (link.strong) this._head(context, link);
    context.globalAlpha = 1;
  }

  // Four points of a cubic curve.
  _curve(context, at, from, to) {
    const [y0, y3] = [at[2 * from + 1], at[2 * to + 1]];
    const x0 = this._leave(context, at, from, to), x3 = this._leave(context, at, to, from);
    const dx = x3 - x0, dy = y3 - y0;
    if ((this.scene.picture.style === "arcs" || x0 !== at[2 * from] || x3 !== at[2 * to]) && Math.abs(dx) > 40 * this.scene.scale) {
      return [x0, y0, x0 + dx * 0.5, y0, x3 - dx * 0.5, y3, x3, y3];
    }
    const length = Math.hypot(dx, dy) || 1;
    const bow = this.scene.picture.style === "arcs" ? Math.min(0.35, (14 + 40 * this.scene.scale) / length) : 0.14;
    const ox = -dy * bow, oy = dx * bow;
    return [x0, y0, x0 + dx * 0.3 + ox, y0 + dy * 0.3 + oy, x0 + dx * 0.7 + ox, y0 + dy * 0.7 + oy, x3, y3];
  }

  // A link leaves a node behind its name where the name stands in its way.
  _leave(context, at, node, other) {
    const { side, row } = this.scene.things[node], x = at[2 * node];
    if (!row) return x;
    const end = x + side * (this.scene.radius(node) + 9 + this.scene.names.width(context, node));
    return (at[2 * other] - end) * side > 12 ? end : x;
  }

  _trace(context, c) {
    context.moveTo(c[0], c[1]);
    context.bezierCurveTo(c[2], c[3], c[4], c[5], c[6], c[7]);
  }

  // An arrowhead where the curve meets the mark of its end.
  _head(context, { to, curve }) {
    const reach = this.scene.radius(to) + 3;
    let t = 1, tip = pointOn(curve, 1);
    while (t > 0.4 && Math.hypot(tip[0] - curve[6], tip[1] - curve[7]) < reach) { t -= 0.01; tip = pointOn(curve, t); }
    const back = pointOn(curve, Math.max(0, t - 0.03));
    const angle = Math.atan2(tip[1] - back[1], tip[0] - back[0]);
    context.beginPath();
    context.moveTo(tip[0], tip[1]);
    for (const turn of [2.7, -2.7]) context.lineTo(tip[0] + 9 * Math.cos(angle + turn), tip[1] + 9 * Math.sin(angle + turn));
    context.fill();
  }

  at(x, y) {
    let best = -1, least = 5;
    for (const { id, curve } of this.drawn.length > 2000 ? [] : this.drawn) {
      for (let step = 0; step <= 24; step++) {
        const [px, py] = pointOn(curve, step / 24), [qx, qy] = pointOn(curve, Math.min(1, (step + 1) / 24));
        const distance = toSegment(x, y, px, py, qx, qy);
        if (distance < least) { least = distance; best = id; }
      }
    }
    return best;
  }
}

function pointOn(c, t) {
  const s = 1 - t, a = s * s * s, b = 3 * s * s * t, d = 3 * s * t * t, e = t * t * t;
  return [a * c[0] + b * c[2] + d * c[4] + e * c[6], a * c[1] + b * c[3] + d * c[5] + e * c[7]];
}

function toSegment(x, y, px, py, qx, qy) {
  const dx = qx - px, dy = qy - py, length = dx * dx + dy * dy;
  const t = length ? Math.min(1, Math.max(0, ((x - px) * dx + (y - py) * dy) / length)) : 0;
  return Math.hypot(x - px - t * dx, y - py - t * dy);
}
