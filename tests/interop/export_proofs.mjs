// Reads an exported log (C2SP tlog-tiles) with Node's crypto: the checkpoint by its key, and from the tiles a
// proof of every entry of the bundles. Prints how many proofs that were. Written from RFC 9162 and the C2SP
// specifications alone.
//
//   node export_proofs.mjs FOLDER

import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const WIDTH = 256;
const folder = process.argv[2];
const sha256 = (...parts) => crypto.createHash('sha256').update(Buffer.concat(parts)).digest();
const node = (left, right) => sha256(Buffer.from([1]), left, right);
const must = (holds, what) => {
  if (!holds) {
    console.error(what);
    process.exit(1);
  }
};
const read = (name) => {
  must(fs.existsSync(path.join(folder, name)), `${name} is missing`);
  return fs.readFileSync(path.join(folder, name));
};

function signedTree() {
  const [name, id, ...rest] = read('key').toString().trim().split('+');
  const typed = Buffer.from(rest.join('+'), 'base64');
  const key = crypto.createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)]),
    format: 'der',
    type: 'spki',
  });
  const [text, signatures] = read('checkpoint').toString().split('\n\n');
  const [, signer, blob] = signatures.split('\n')[0].split(' ');
  const bytes = Buffer.from(blob, 'base64');
  must(sha256(Buffer.from(name + '\n'), typed).subarray(0, 4).toString('hex') === id, 'the key has another id');
  must(signer === name && bytes.subarray(0, 4).toString('hex') === id, 'somebody else signed');
  must(crypto.verify(null, Buffer.from(text + '\n'), key, bytes.subarray(4)), 'the signature does not hold');
  const [origin, size, root] = text.split('\n');
  must(origin === name, 'the checkpoint is of another log');
  return { size: Number(size), root: Buffer.from(root, 'base64') };
}

// x001/x234/067
function inGroups(index) {
  let name = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, '0')}/${name}`;
  }
  return name;
}

function tilePath(row, index, width) {
  return `tile/${row}/${inGroups(index)}${width === WIDTH ? '' : `.p/${width}`}`;
}

class Tree {
  constructor(size) {
    this.size = size;
    this.tiles = new Map();
  }

  // The hash of the perfect subtree of 2^level leaves from index · 2^level on.
  at(level, index) {
    const row = Math.floor(level / 8);
    const width = 2 ** (level % 8);
    const first = index * width;
    if (width > 1) return node(this.at(level - 1, index * 2), this.at(level - 1, index * 2 + 1));
    const tile = Math.floor(first / WIDTH);
    const there = Math.floor(this.size / 2 ** (row * 8));
    const name = tilePath(row, tile, Math.min(WIDTH, there - tile * WIDTH));
    if (!this.tiles.has(name)) this.tiles.set(name, read(name));
    const hashes = this.tiles.get(name);
    const offset = (first - tile * WIDTH) * 32;
    must(hashes.length >= offset + 32, `${name} is too short`);
    return hashes.subarray(offset, offset + 32);
  }

  // RFC 9162 §2.1.1 over [from, from + count), which begins at a multiple of its size.
  root(from, count) {
    const level = Math.log2(count);
    if (Number.isInteger(level)) return this.at(level, from / count);
    const left = 2 ** Math.floor(Math.log2(count - 1));
    return node(this.root(from, left), this.root(from + left, count - left));
  }

  // §2.1.3.1, from the leaf up.
  path(index, from, count) {
    if (count === 1) return [];
    const left = 2 ** Math.floor(Math.log2(count - 1));
    return index < left
      ? [...this.path(index, from, left), this.root(from + left, count - left)]
      : [...this.path(index - left, from + left, count - left), this.root(from, left)];
  }
}

// §2.1.3.2.
function rootOf(index, size, leaf, hashes) {
  let [at, last, root] = [index, size - 1, leaf];
  const half = (number) => Math.floor(number / 2);
  for (const hash of hashes) {
    must(last !== 0, 'a proof is too long');
    if (at % 2 === 1 || at === last) {
      root = node(hash, root);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      root = node(root, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  must(last === 0, 'a proof is too short');
  return root;
}

function entriesOf(size) {
  const entries = [];
  for (let at = 0; at < size; at += WIDTH) {
    const bundle = read(tilePath('entries', at / WIDTH, Math.min(WIDTH, size - at)));
    for (let i = 0; i < bundle.length; ) {
      const length = bundle.readUInt16BE(i);
      entries.push(bundle.subarray(i + 2, i + 2 + length));
      i += 2 + length;
    }
  }
  return entries;
}

const { size, root } = signedTree();
const tree = new Tree(size);
const entries = entriesOf(size);
must(entries.length === size, `${entries.length} entries in the bundles of a log of ${size}`);
entries.forEach((entry, index) => {
  const leaf = sha256(Buffer.from([0]), entry);
  must(rootOf(index, size, leaf, tree.path(index, 0, size)).equals(root), `entry ${index} is not in the log`);
});
console.log(entries.length);
