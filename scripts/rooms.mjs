// The rooms of the house, which may import which, and who owns which library: draws what is there, and fails where it differs.
//
//   node scripts/rooms.mjs          the drawing: floors, arrows with their number of imports, lines by room
//   node scripts/rooms.mjs --check  only what breaks a rule; part of the build
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** Top floor first. A room imports from itself, from the rooms named, and from no other. */
const ROOMS = {
  cli: {
    floor: 5,
    imports: ['app', 'producer', 'worker', 'results', 'client', 'queue', 'model', 'pictures', 'shared'],
  },
  app: { floor: 4, imports: ['producer', 'worker', 'results', 'client', 'queue', 'model', 'pictures', 'shared'] },
  producer: { floor: 3, imports: ['queue', 'client', 'pictures', 'shared'] },
  worker: { floor: 3, imports: ['queue', 'model', 'pictures', 'shared'] },
  results: { floor: 3, imports: ['queue', 'pictures', 'shared'] },
  client: { floor: 2, imports: ['shared'] },
  queue: { floor: 2, imports: ['shared'] },
  model: { floor: 2, imports: ['shared'] },
  pictures: { floor: 2, imports: ['shared'] },
  shared: { floor: 1, imports: [] },
  // What browsers run: of other rooms it knows types, and takes along what needs no library and little room.
  web: {
    floor: 2,
    imports: [],
    types: ['client', 'shared'],
    takes: ['shared/kebab-case.ts', 'shared/label-colour.ts', 'shared/label-list.ts', 'shared/shell-word.ts'],
  },
};

/** The rooms inside `model/`, lowest first: each imports from those before it only. */
const MODEL_ROOMS = [
  ['files', 'darknet'],
  ['ir'],
  ['onnx'],
  ['runtime', 'heads'],
  ['detector'],
  ['evaluation', 'onnx-import', 'quantization'],
  ['benchmark', 'store'],
];

/** Where a library may be imported. `test/` and `demo/` may import what they test and render with. */
const LIBRARIES = {
  commander: ['cli'],
  'cli-progress': ['cli'],
  'cli-table3': ['cli'],
  'string-width': ['cli'],
  '@bomb.sh/tab': ['cli'],
  'csv-parse': ['cli'],
  vega: ['cli'],
  'vega-lite': ['cli'],
  'fluent-ffmpeg': ['producer'],
  'ffmpeg-static': ['producer'],
  '@duckdb/node-api': ['results'],
  fastify: ['results'],
  '@fastify/send': ['results'],
  '@fastify/swagger': ['results'],
  '@fastify/swagger-ui': ['results'],
  munkres: ['results'],
  yaml: ['results'],
  undici: ['client'],
  bullmq: ['queue'],
  ioredis: ['queue'],
  'onnxruntime-node': ['model/runtime'],
  protobufjs: ['model'],
  'proper-lockfile': ['model'],
  sharp: ['model', 'pictures'],
  tinyglobby: ['model', 'producer'],
  uplot: ['web'],
  '@tanstack/virtual-core': ['web'],
  zod: Object.keys(ROOMS).filter((room) => room !== 'web'),
  pino: ['shared', 'app', 'cli', 'worker', 'results'],
};

const sources = Object.keys(ROOMS)
  .flatMap((room) => readdirSync(room, { recursive: true }).map((file) => posix.join(room, file)))
  .filter((file) => file.endsWith('.ts'))
  .sort();

/** `model/runtime` of `model/runtime/open-session.ts`, `results` of `results/store/schema.ts`. */
function roomOf(file) {
  const [top, sub] = file.split('/');
  return top === 'model' ? `model/${sub}` : top;
}

/** What a file imports, types and dynamic imports included: paths of ours, names of libraries. @param ofTypes - whether those of types alone count */
function importsOf(file, text, { ofTypes = true } = {}) {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const isAsked = ({ entries }) => ofTypes || entries.length === 0 || entries.some(({ isType }) => !isType);
  const specifiers = [
    ...module.staticImports.filter(isAsked).map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...module.dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) => /^'(.+)'$/.exec(text.slice(start, end))?.[1] ?? [],
    ),
  ];
  return [...new Set(specifiers)];
}

const arrows = new Map();
const edges = new Map();
const faults = [];
const lines = new Map();
for (const file of sources) {
  const text = readFileSync(file, 'utf8');
  const from = roomOf(file);
  lines.set(file, text.split('\n').length - 1);
  const targets = [];
  const taken = new Set(importsOf(file, text, { ofTypes: false }));
  for (const name of importsOf(file, text)) {
    if (name.startsWith('node:')) {
      if (from === 'web') faults.push(`${file}: web runs in browsers, which have no ${name}`);
    } else if (name.startsWith('.')) {
      const target = posix.join(dirname(file), name);
      targets.push(target);
      const to = roomOf(target);
      if (to === from) continue;
      arrows.set(`${from} → ${to}`, (arrows.get(`${from} → ${to}`) ?? 0) + 1);
      const { types = [], takes = [] } = ROOMS[from] ?? {};
      const isLent = takes.includes(target) || (types.includes(to) && !taken.has(name));
      if (!isLent && !mayImport(from, to)) faults.push(`${file}: ${from} may not import ${to} (${name})`);
    } else {
      const library = name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
      const owners = LIBRARIES[library] ?? [];
      if (!owners.some((owner) => from === owner || from.startsWith(`${owner}/`))) {
        faults.push(`${file}: ${library} belongs to ${owners.join(', ') || 'no room yet (scripts/rooms.mjs)'}`);
      }
    }
  }
  edges.set(file, targets);
}
faults.push(...circlesOf(edges));

function mayImport(from, to) {
  const [fromTop, fromSub] = from.split('/');
  const [toTop, toSub] = to.split('/');
  if (fromTop !== toTop) return ROOMS[fromTop].imports.includes(toTop);
  const floorOf = (sub) => MODEL_ROOMS.findIndex((rooms) => rooms.includes(sub));
  return floorOf(fromSub) > floorOf(toSub);
}

/** Files that import each other in a circle, one sentence for each circle found. */
function circlesOf(graph) {
  const state = new Map();
  const found = [];
  const visit = (file, path) => {
    if (state.get(file) === 'done') return;
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push(`circle: ${[...path.slice(at), file].join(' → ')}`);
      return;
    }
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

function draw() {
  const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
  const row = (name, files) => {
    const sizes = files.map((file) => lines.get(file)).sort((a, b) => a - b);
    const sum = sizes.reduce((a, b) => a + b, 0);
    const facts = [files.length, sum, quantile(sizes, 0.5), quantile(sizes, 0.9), sizes.at(-1)];
    return `${name.padEnd(20)}${facts.map((fact) => String(fact).padStart(8)).join('')}`;
  };
  const rooms = [...new Set(sources.map(roomOf))].sort();
  console.log(`${'room'.padEnd(20)}${['files', 'lines', 'median', 'p90', 'max'].map((h) => h.padStart(8)).join('')}`);
  for (const [top, { floor }] of Object.entries(ROOMS)) {
    const inside = sources.filter((file) => file.startsWith(`${top}/`));
    if (inside.length > 0) console.log(row(`${floor} ${top}/`, inside));
    for (const room of rooms.filter((name) => name.startsWith(`${top}/`))) {
      console.log(
        row(
          `    ${room.slice(top.length + 1)}/`,
          inside.filter((file) => roomOf(file) === room),
        ),
      );
    }
  }
  console.log(row('  all', sources));
  console.log('\narrows (imports):');
  for (const room of rooms) {
    const out = [...arrows].filter(([arrow]) => arrow.startsWith(`${room} → `));
    if (out.length > 0)
      console.log(`  ${room} → ${out.map(([arrow, n]) => `${arrow.split(' → ')[1]} (${n})`).join(', ')}`);
  }
}

if (!process.argv.includes('--check')) draw();
for (const fault of faults) console.error(`rooms: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
