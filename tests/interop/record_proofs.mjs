// Verifies with Node's crypto what record_proofs.py gathered; prints how much it was. Written from RFC 9162
// and the C2SP specification of signed notes alone.
//
//   node record_proofs.mjs < PROOFS

import crypto from 'node:crypto';
import fs from 'node:fs';

const sha256 = (...parts) => crypto.createHash('sha256').update(Buffer.concat(parts)).digest();
const node = (left, right) => sha256(Buffer.from([1]), left, right);
const must = (holds, what) => {
  if (!holds) {
    console.error(what);
    process.exit(1);
  }
};

// RFC 9162 §2.1.3.2.
function rootOfInclusion(index, size, leaf, hashes) {
  let at = BigInt(index);
  let last = BigInt(size) - 1n;
  let root = leaf;
  for (const hash of hashes) {
    must(last !== 0n, 'an inclusion proof is too long');
    if ((at & 1n) === 1n || at === last) {
      root = node(hash, root);
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      root = node(root, hash);
    }
    at >>= 1n;
    last >>= 1n;
  }
  must(last === 0n, 'an inclusion proof is too short');
  return root;
}

// RFC 9162 §2.1.4.2: both roots.
function rootsOfConsistency(old, size, oldRoot, hashes) {
  const path = (old & (old - 1)) === 0 ? [oldRoot, ...hashes] : [...hashes];
  let at = BigInt(old) - 1n;
  let last = BigInt(size) - 1n;
  while ((at & 1n) === 1n) {
    at >>= 1n;
    last >>= 1n;
  }
  must(path.length > 0, 'a consistency proof is empty');
  let [before, after] = [path[0], path[0]];
  for (const hash of path.slice(1)) {
    must(last !== 0n, 'a consistency proof is too long');
    if ((at & 1n) === 1n || at === last) {
      before = node(hash, before);
      after = node(hash, after);
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      after = node(after, hash);
    }
    at >>= 1n;
    last >>= 1n;
  }
  must(last === 0n, 'a consistency proof is too short');
  return [before, after];
}

const said = JSON.parse(fs.readFileSync(0, 'utf8'));
const [name, id, ...rest] = said.key.split('+');
const typed = Buffer.from(rest.join('+'), 'base64');
must(typed.length === 33 && typed[0] === 1, 'the key is none');
must(sha256(Buffer.from(name + '\n'), typed).subarray(0, 4).toString('hex') === id, 'the key has another id');
const key = crypto.createPublicKey({
  key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)]),
  format: 'der',
  type: 'spki',
});

const roots = new Map();
for (const { size, note } of said.checkpoints) {
  const [text, signatures] = note.split('\n\n');
  const [, signer, blob] = signatures.split('\n')[0].split(' ');
  const bytes = Buffer.from(blob, 'base64');
  must(signer === name && bytes.subarray(0, 4).toString('hex') === id, 'somebody else signed');
  must(crypto.verify(null, Buffer.from(text + '\n'), key, bytes.subarray(4)), 'a signature does not hold');
  const [origin, entries, root] = text.split('\n');
  must(origin === name && entries === String(size), 'a checkpoint is of another log or size');
  roots.set(size, Buffer.from(root, 'base64'));
}
const decode = (all) => all.map((hash) => Buffer.from(hash, 'base64'));
for (const { index, size, leaf, hashes } of said.inclusion) {
  const root = rootOfInclusion(index, size, Buffer.from(leaf, 'base64'), decode(hashes));
  must(root.equals(roots.get(size)), `entry ${index} is not in the log of ${size}`);
}
for (const { old, size, hashes } of said.consistency) {
  const [before, after] = rootsOfConsistency(old, size, roots.get(old), decode(hashes));
  must(before.equals(roots.get(old)) && after.equals(roots.get(size)), `${size} does not follow from ${old}`);
}
console.log(said.checkpoints.length + said.inclusion.length + said.consistency.length);
