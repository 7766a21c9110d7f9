// @grpc/grpc-js, with messages that @grpc/proto-loader reads from the .proto files, walks through the story.
//
//   node grpc_js.mjs HOST:PORT STORY

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(join(root, 'build/tools/package.json'));
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');

const protos = join(root, 'proto');
const thirdParty = join(protos, 'third_party');
const services = ['assent.v1.ProposalService', 'assent.v1.RuleService', 'grpc.health.v1.Health'];
const [address, storyPath] = process.argv.slice(2);

class Disagreement extends Error {}

function agree(what, expected, got) {
  if (isDeepStrictEqual(expected, got)) return;
  throw new Disagreement(`${what}: expected ${expected}, got ${got}`);
}

function filledIn(value, kept) {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (_, name) => kept[name]);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, kept)]));
}

const at = (message, path) => path.split('.').reduce((within, part) => within?.[part], message);

// One connection for all services, and one stub a service.
function connect() {
  const files = [
    ...readdirSync(join(protos, 'assent/v1')).map((name) => join(protos, 'assent/v1', name)),
    join(thirdParty, 'grpc/health/v1/health.proto'),
  ];
  const api = grpc.loadPackageDefinition(loader.loadSync(files, {
    includeDirs: [protos, thirdParty], longs: String, enums: String, bytes: String,
  }));
  const credentials = grpc.credentials.createInsecure();
  const channel = new grpc.Channel(address, credentials, {});
  const stubs = new Map();
  const stub = (service) => {
    if (!stubs.has(service)) {
      stubs.set(service, new (at(api, service))(address, credentials, { channelOverride: channel }));
    }
    return stubs.get(service);
  };
  return { channel, stub };
}

// google.rpc messages of a refusal, by the last part of their name.
function detailsOf(error) {
  const types = new protobuf.Root();
  types.resolvePath = (_, target) => (target.startsWith('/') ? target : join(thirdParty, target));
  types.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);
  const [packed] = error.metadata.get('grpc-status-details-bin');
  if (packed === undefined) return {};
  const status = types.lookupType('google.rpc.Status').decode(packed);
  agree('google.rpc.Status', [error.code, error.details], [status.code, status.message]);
  return Object.fromEntries(status.details.map(({ type_url: url, value }) => {
    const name = url.split('/').pop();
    return [name.split('.').pop(), types.lookupType(name).decode(value)];
  }));
}

function checkRefusal(expected, error) {
  agree('code', expected.code, grpc.status[error.code]);
  const details = detailsOf(error);
  if (expected.reason) {
    agree('reason', ['assent', expected.reason], [details.ErrorInfo?.domain, details.ErrorInfo?.reason]);
  }
  if (expected.field) {
    agree('field', [expected.field], details.BadRequest?.fieldViolations.map(({ field }) => field));
  }
}

// RFC 6962: the hash of a leaf is SHA-256 of a zero byte and the leaf.
function verifyLeaves(entries) {
  entries.forEach((entry, place) => {
    agree('sequence', String(place + 1), entry.sequence);
    const hash = createHash('sha256').update(Buffer.of(0)).update(Buffer.from(entry.leaf, 'base64'));
    agree(`hash of entry ${place + 1}`, entry.leafHash, hash.digest('base64'));
  });
}

function send(stub, name, request, token) {
  const metadata = new grpc.Metadata();
  if (token) metadata.set('authorization', `Bearer ${token}`);
  return new Promise((resolve, reject) => {
    stub[name](request, metadata, { deadline: Date.now() + 20000 },
      (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

async function take(step, stub, kept) {
  const [service, name] = step.call.split('/');
  let answer;
  try {
    answer = await send(stub(service), name, filledIn(step.request, kept), kept[step.as]);
  } catch (error) {
    if (!step.refused) throw new Disagreement(`refused: ${error}`);
    return checkRefusal(step.refused, error);
  }
  if (step.refused) throw new Disagreement(`expected ${JSON.stringify(step.refused)}, got an answer`);
  for (const [path, expected] of Object.entries(step.expect ?? {})) {
    agree(path, filledIn(expected, kept), at(answer, path));
  }
  for (const [keep, path] of Object.entries(step.keep ?? {})) kept[keep] = at(answer, path);
  if (step.verify_leaves) verifyLeaves(answer.entries);
}

// Asks reflection for its list. Its messages by hand: field 7 of the request is `list_services`, and the answer
// holds the names as they are.
function checkReflection(channel) {
  const client = new grpc.Client(address, grpc.credentials.createInsecure(), { channelOverride: channel });
  const plain = (bytes) => bytes;
  const call = client.makeBidiStreamRequest(
    '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo', plain, plain, new grpc.Metadata(), {});
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('data', (answer) => {
      const missing = services.filter((service) => !answer.includes(service));
      call.end();
      if (missing.length === 0) resolve();
      else reject(new Error(`reflection does not list ${missing}`));
    });
    call.write(Buffer.of(0x3a, 0x00));
  });
}

const { channel, stub } = connect();
await checkReflection(channel);
const { steps } = JSON.parse(readFileSync(storyPath, 'utf8'));
const kept = {};
for (const [index, step] of steps.entries()) {
  try {
    await take(step, stub, kept);
  } catch (error) {
    if (!(error instanceof Disagreement)) throw error;
    console.error(`step ${index + 1}, ${step.call}: ${error.message}`);
    process.exit(1);
  }
}
console.log(`${steps.length} steps as told`);
channel.close();
