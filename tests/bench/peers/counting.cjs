#!/usr/bin/env node
// Counts a file of ballots (.json, as server/counting/files/json.h has it, one candidate a place) with a package of
// npm, twice, and prints the milliseconds of the faster count, without reading the file, and who won:
//
//   counting.cjs meeks-prf-js FILE    Meek's rule; winners in no order
//   counting.cjs condorcet FILE       Schulze's; the first of its ranking
'use strict';
const fs = require('fs');
const path = require('path');

const [name, file] = process.argv.slice(2);
const installed = path.join(__dirname, '../../../build/peers/node_modules', name);
if (!fs.existsSync(installed)) {
  console.error(`${name}: not installed; run tests/bench/peers/install`);
  process.exit(1);
}
// Its package.json names a main file that is not there.
const peer = require(name === 'meeks-prf-js' ? path.join(installed, 'run/meek.js') : installed);
const election = JSON.parse(fs.readFileSync(file, 'utf8'));
const candidates = election.candidates.map(({ id }) => id);

function meek() {
  const ballots = election.ballots.map(({ count, ranking }) => [count, ranking]);
  return () => [...peer.tabulate(election.seats, candidates, ballots, null, candidates, [], []).elected];
}

function schulze() {
  const ballots = election.ballots.map(
    ({ count, ranking }) => [new Map(ranking.map((id, place) => [id, place + 1])), count]);
  return () => {
    const schulze = new peer.Schulze(new Set(candidates));
    for (const [ballot, count] of ballots) schulze.addBallot(ballot, count);
    return [schulze.rank()[0]];
  };
}

const count = name === 'condorcet' ? schulze() : meek();
let best = Infinity;
let winners = [];
for (let i = 0; i < 2; ++i) {
  const start = process.hrtime.bigint();
  winners = count();
  best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
}
console.log(best.toFixed(3), winners.join(' '));
