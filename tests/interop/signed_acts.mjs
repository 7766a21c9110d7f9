// Members whose program shares no code with ours sign what they do: messages by protobufjs from the .proto files,
// signatures by Node's crypto, written from the DSSE specification and the comments in assent/v1/act.proto alone.
// The server takes their acts, keeps the envelopes to the byte, and refuses what is changed, comes again or in
// another order, or names somebody by a handle; then `assent verify` decides all of it again.
//
//   node signed_acts.mjs HOST:PORT ASSENT [--canary]
//
// The canary signs over the payload alone, as if there were no DSSE, and has to fail.

import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(join(root, 'build/tools/package.json'));
const grpc = require('@grpc/grpc-js');
const protobuf = require('protobufjs');

const [address, assent, option] = process.argv.slice(2);
const canary = option === '--canary';
const payloadType = 'application/vnd.assent.act.v1+protobuf';

const sha256 = (...parts) => crypto.createHash('sha256').update(Buffer.concat(parts)).digest();
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

const types = new protobuf.Root();
const protos = join(root, 'proto');
types.resolvePath = (_, target) => (target.startsWith('/') ? target : target.startsWith('google/rpc')
  ? join(protos, 'third_party', target) : join(protos, target));
types.loadSync(['access', 'act', 'advice', 'assembly', 'entry', 'member', 'position', 'proposal', 'record']
  .map((name) => `assent/v1/${name}_service.proto`).concat(['assent/v1/act.proto', 'google/rpc/status.proto',
    'google/rpc/error_details.proto']));
const type = (name) => types.lookupType(name.includes('.') ? name : `assent.v1.${name}`);
const bytesOf = (name, value) => Buffer.from(type(name).encode(type(name).fromObject(value)).finish());

const client = new grpc.Client(address, grpc.credentials.createInsecure());

// The answer as it came; throws the refusal's reason.
function raw(service, method, request, token) {
  const metadata = new grpc.Metadata();
  if (token) metadata.set('authorization', `Bearer ${token}`);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(`/assent.v1.${service}/${method}`, (bytes) => bytes, (bytes) => bytes,
      bytesOf(`${method}Request`, request), metadata, { deadline: Date.now() + 20000 }, (error, bytes) => {
        if (!error) return resolve(bytes);
        const [packed] = error.metadata.get('grpc-status-details-bin');
        const info = packed && type('google.rpc.Status').decode(packed).details
          .find((each) => each.type_url.endsWith('google.rpc.ErrorInfo'));
        return reject(new Error(info ? type('google.rpc.ErrorInfo').decode(info.value).reason : error.message));
      });
  });
}
const call = async (service, method, request, token) => type(`${method}Response`)
  .decode(await raw(service, method, request, token));

// The bytes of field `number`, which is a message or a string, in a message: the last one counts.
function fieldOf(message, number) {
  const reader = protobuf.Reader.create(message);
  let found = Buffer.alloc(0);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === number * 8 + 2) found = Buffer.from(reader.bytes());
    else reader.skipType(tag % 8);
  }
  return found;
}

const numberOf = (name, field) => type(name).fields[field].id;

// What a member sees before they sign: the log, and the rule of the proposal as it came.
async function sight(assembly, proposal, token) {
  const { checkpoint } = await call('RecordService', 'GetCheckpoint', { parent: assembly }, token);
  const [origin, size, seen] = checkpoint.note.split('\n');
  const looked = { origin, seenSize: Number(size), seenRoot: Buffer.from(seen, 'base64') };
  if (!proposal) return looked;
  const answer = await raw('ProposalService', 'GetProposal', { name: proposal }, token);
  const shown = fieldOf(answer, numberOf('GetProposalResponse', 'proposal'));
  return { ...looked, ruleHash: sha256(fieldOf(shown, numberOf('Proposal', 'rule'))) };
}

class Member {
  constructor(token, name) {
    this.token = token;
    this.id = name.split('/').pop();
    this.keys = crypto.generateKeyPairSync('ed25519');
    this.acts = 0;
    this.previous = Buffer.alloc(0);
  }

  async addKey(assembly) {
    const spki = this.keys.publicKey.export({ format: 'der', type: 'spki' });
    const { key } = await call('AccessService', 'AddDeviceKey',
      { parent: assembly, publicKey: spki.subarray(-32), label: 'node' }, this.token);
    this.key = Number(key.name.split('/').pop());
  }

  // An act with the texts beside it: {field: content}.
  seal(method, request, texts, seen) {
    const beside = Object.entries(texts).map(([field, content]) => ({ field, content, salt: crypto.randomBytes(16) }));
    const payload = {
      origin: seen.origin,
      member: this.id,
      key: this.key,
      keySequence: this.acts + 1,
      seenSize: seen.seenSize,
      seenRoot: seen.seenRoot,
      requestId: crypto.randomUUID(),
      type: `assent.v1.${method}Request`,
      request: bytesOf(`${method}Request`, request),
      texts: beside.map(({ field, content, salt }) => (
        { field, commitment: sha256(Buffer.from([2]), salt, Buffer.from(content)) })),
      timeUs: Date.now() * 1000,
    };
    if (this.previous.length) payload.previous = this.previous;
    if (seen.ruleHash) payload.ruleHash = seen.ruleHash;
    return { envelope: this.sign(bytesOf('ActPayload', payload)), texts: beside };
  }

  sign(payload) {
    const typed = Buffer.from(payloadType);
    const signed = canary ? payload : Buffer.concat([
      Buffer.from(`DSSEv1 ${typed.length} `), typed, Buffer.from(` ${payload.length} `), payload]);
    const sig = crypto.sign(null, signed, this.keys.privateKey);
    return bytesOf('Envelope', { payload, payloadType, signatures: [{ sig, keyid: String(this.key) }] });
  }

  async submit(assembly, sealed) {
    return call('ActService', 'SubmitAct', { parent: assembly, ...sealed }, this.token);
  }

  async act(assembly, method, request, { texts = {}, about } = {}) {
    const sealed = this.seal(method, request, texts, await sight(assembly, about, this.token));
    const done = await this.submit(assembly, sealed);
    this.acts += 1;
    this.previous = sha256(sealed.envelope);
    kept.push(sealed.envelope);
    return type(`${method}Response`).decode(done.response);
  }
}

const kept = [];

async function refused(reason, attempt) {
  try {
    await attempt();
  } catch (error) {
    return must(error.message === reason, `expected ${reason}, got ${error.message}`);
  }
  throw new Error(`expected ${reason}, and it was taken`);
}

async function forgeries(assembly, ana, bo, proposal) {
  const seen = await sight(assembly, proposal, ana.token);
  const agree = { parent: proposal, stance: 'STANCE_AGREE' };
  const sealed = ana.seal('TakePosition', agree, {}, seen);
  const changed = Buffer.from(sealed.envelope);
  changed[40] ^= 1;
  await refused('SIGNATURE_INVALID', () => ana.submit(assembly, { ...sealed, envelope: changed }));
  await refused('SIGNATURE_INVALID', () => bo.submit(assembly, sealed));
  await refused('ACT_STALE', () => ana.submit(assembly,
    ana.seal('TakePosition', agree, {}, { ...seen, seenRoot: sha256(seen.seenRoot) })));
  await refused('RULE_CHANGED', () => ana.submit(assembly,
    ana.seal('TakePosition', agree, {}, { ...seen, ruleHash: sha256(seen.ruleHash) })));
  await refused('ACT_MALFORMED', () => ana.submit(assembly,
    ana.seal('TakePosition', { ...agree, reason: 'in the log for ever' }, {}, seen)));
  const reason = ana.seal('TakePosition', agree, { reason: 'because' }, seen);
  reason.texts[0].content = 'because not';
  await refused('ACT_MALFORMED', () => ana.submit(assembly, reason));
  await refused('SIGNATURE_REQUIRED', () => call('PositionService', 'TakePosition', agree, ana.token));
}

// A handle can be erased, and another's tomorrow: whoever signs names a member by the id.
async function handles(assembly, ana, bo, proposal) {
  const ask = (member) => ana.act(assembly, 'AskAdvice', { name: proposal, member: `${assembly}/members/${member}` },
    { texts: { question: 'Who opens?' }, about: proposal });
  await refused('ACT_MALFORMED', () => ask('@bo'));
  await ask(bo.id);
}

async function entriesOf(assembly, token) {
  const all = [];
  for (let pageToken = ''; ;) {
    const page = await call('EntryService', 'ListEntries', { parent: assembly, pageToken }, token);
    all.push(...page.entries);
    if (!page.nextPageToken) return all;
    pageToken = page.nextPageToken;
  }
}

// Every envelope stands in the log as it was sent, once.
async function checkLog(assembly, token) {
  const leaves = (await entriesOf(assembly, token)).map((entry) => Buffer.from(entry.leaf));
  for (const envelope of kept) {
    must(leaves.filter((leaf) => leaf.includes(envelope)).length === 1, 'an envelope is not in the log as it was sent');
  }
}

function verify(assembly, member, handle) {
  const home = mkdtempSync(join(tmpdir(), 'assent-test-'));
  try {
    mkdirSync(join(home, 'assent'), { mode: 0o700 });
    writeFileSync(join(home, 'assent/config.toml'), `current = 'kitchen'\n\n[contexts.kitchen]\nserver = '${address}'\n`
      + `assembly = '${assembly.split('/').pop()}'\nhandle = '${handle}'\ntoken = '${member.token}'\n`, { mode: 0o600 });
    const ran = spawnSync(assent, ['verify'], { encoding: 'utf8',
      env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: join(home, 'state') } });
    must(ran.status === 0, `assent verify: ${ran.stderr}`);
    must(new RegExp(`signed acts\\s+${kept.length}\\b`).test(ran.stdout), `signed acts are others: ${ran.stdout}`);
  } finally {
    rmSync(home, { recursive: true });
  }
}

async function main() {
  const founded = await call('AssemblyService', 'CreateAssembly', { displayName: 'Kitchen', founderHandle: 'ana',
    defaultRule: 'quick_default', charter: { signing: 'SIGNING_REQUIRED' } });
  const assembly = founded.assembly.name;
  const ana = new Member(founded.token, founded.member.name);
  await ana.addKey(assembly);
  const invited = await ana.act(assembly, 'CreateInvitation', { parent: assembly });
  const joined = await call('MemberService', 'AcceptInvitation',
    { parent: assembly, secret: invited.secret, handle: 'bo' });
  const bo = new Member(joined.token, joined.member.name);
  await bo.addKey(assembly);
  const proposed = await ana.act(assembly, 'CreateProposal', { parent: assembly, introduce: true },
    { texts: { title: 'Sundays', text: 'We open on Sundays.' } });
  const proposal = proposed.proposal.name;
  await handles(assembly, ana, bo, proposal);
  await ana.act(assembly, 'CallForConsensus', { name: proposal }, { about: proposal });
  await forgeries(assembly, ana, bo, proposal);
  await bo.act(assembly, 'TakePosition', { parent: proposal, stance: 'STANCE_AGREE' },
    { texts: { reason: 'at last' }, about: proposal });
  const again = ana.seal('TakePosition', { parent: proposal, stance: 'STANCE_ABSTAIN' }, {},
    await sight(assembly, proposal, ana.token));
  const first = await ana.submit(assembly, again);
  kept.push(again.envelope);
  const second = await ana.submit(assembly, again);
  must(String(first.sequence) === String(second.sequence), 'an act that came again was done again');
  await checkLog(assembly, ana.token);
  verify(assembly, ana, 'ana');
}

main().then(() => process.exit(0), (error) => {
  console.error(`signed_acts: ${error.stack}`);
  process.exit(1);
});
