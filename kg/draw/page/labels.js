// Placing names so that none covers another name or a mark: greedy, most important first, in screen pixels.

const CELL = 48;

class Room {
  // Which rectangles of the screen are taken, in a grid of cells.
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.columns = Math.ceil(width / CELL) + 1;
    this.cells = new Array(this.columns * (Math.ceil(height / CELL) + 1));
  }

  *_cells(left, top, right, bottom) {
    const x1 = Math.min(this.columns - 1, Math.floor(right / CELL));
    const y1 = Math.floor(Math.min(bottom, this.height) / CELL);
    for (let y = Math.max(0, Math.floor(top / CELL)); y <= y1; y++) {
      for (let x = Math.max(0, Math.floor(left / CELL)); x <= x1; x++) yield y * this.columns + x;
    }
  }

  take(left, top, right, bottom) {
    const box = [left, top, right, bottom];
    for (const cell of this._cells(left, top, right, bottom)) (this.cells[cell] ||= []).push(box);
  }

  // How many taken rectangles one meets.
  count(left, top, right, bottom) {
    const met = new Set();
    for (const cell of this._cells(left, top, right, bottom)) {
      for (const box of this.cells[cell] || []) if (left < box[2] && right > box[0] && top < box[3] && bottom > box[1]) met.add(box);
    }
    return met.size;
  }

  free(left, top, right, bottom) {
    if (left < 2 || top < 2 || right > this.width - 2 || bottom > this.height - 2) return false;
    for (const cell of this._cells(left, top, right, bottom)) {
      for (const box of this.cells[cell] || []) {
        if (left < box[2] && right > box[0] && top < box[3] && bottom > box[1]) return false;
      }
    }
    return true;
  }
}

// Where a name may stand: [dx, dy, align]; dx and dy in units of the reach, align -1 ends at, 0 centred, 1 begins at.
const PLACES = {
  right: [1, 0, 1], left: [-1, 0, -1], below: [0, 1, 0], above: [0, -1, 0],
  lowRight: [0.72, 0.78, 1], highRight: [0.72, -0.78, 1], lowLeft: [-0.72, 0.78, -1], highLeft: [-0.72, -0.78, -1],
};
const ANYWHERE = ["right", "left", "below", "above", "lowRight", "highRight", "lowLeft", "highLeft"];
const SIDES = { 1: ["right"], "-1": ["left"], 2: ["below", "above"], 0: ANYWHERE };

const widths = new Map();
function textWidth(context, font, text) {
  const key = font + "\n" + text;
  let width = widths.get(key);
  if (width === undefined) {
    context.font = font;
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

// Shortens a name in its middle: both ends tell names apart, such as a year. A sentence is told by its beginning.
function clipText(context, font, text, most, isSentence = false) {
  if (textWidth(context, font, text) <= most) return text;
  const letters = Array.from(text), ellipsis = textWidth(context, font, "…");
  const tail = isSentence ? [] : clipTail(context, font, letters, (most - ellipsis) * 0.42);
  let low = 1, high = letters.length - tail.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (textWidth(context, font, letters.slice(0, middle).join("") + "…" + tail.join("")) <= most) low = middle;
    else high = middle - 1;
  }
  return letters.slice(0, low).join("").replace(/[ ,'，、(（]+$/, "") + "…" + tail.join("");
}

// The longest end that fits, whole words where there is any whole word.
function clipTail(context, font, letters, most) {
  let start = letters.length;
  while (start > 0 && textWidth(context, font, letters.slice(start - 1).join("")) <= most) start--;
  const blank = letters.indexOf(" ", start);
  if (start > 0 && letters[start - 1] < "\u2e80" && letters[start - 1] !== " " && blank >= 0) start = blank;
  while (letters[start] === " ") start++;
  return letters.slice(start);
}

// Finds a place for one name that is free in every room: the first, or the one that meets least of `avoided`.
function placeLabel(rooms, x, y, reach, width, height, side, avoided = null) {
  let best = null, least = Infinity;
  for (const name of SIDES[side] || ANYWHERE) {
    const [dx, dy, align] = PLACES[name];
    const left = x + dx * reach - (align === 1 ? 0 : align === 0 ? width / 2 : width);
    const top = dx && !dy ? y - height / 2 : dy === 1 ? y + reach : dy === -1 ? y - reach - height : y + dy * reach - height / 2;
    const box = [left, top, left + width, top + height];
    if (!rooms.every((room) => room.free(...box))) continue;
    if (!avoided) return [left, top];
    const met = avoided.count(...box);
    if (met < least) { least = met; best = [left, top]; }
  }
  return best;
}
