import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { homePaths } from '../../../app/home.ts';
import { addCommands } from '../../../cli/add-commands.ts';
import { COMMANDS } from '../../../cli/commands/commands.ts';
import { completeLine } from '../../../cli/complete/complete-line.ts';
import { namesOf } from '../../../cli/complete/names.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { sampleDetection, sampleFrame, sampleResult, sampleRun, storeResults } from '../../results/fixtures/samples.ts';

const [NO_FILES, LIST, KEPT, FILES, FOLDERS] = [4, 38, 36, 0, 16];

const ZONES = `
videos:
  'gate-*.mp4':
    zones: {porch: [[0, 0], [9, 0], [9, 9]], front lawn: [[0, 0], [9, 0], [9, 9]]}
    lines: {door: {from: [0, 0], to: [9, 9]}}
  'yard.mp4':
    zones: {porch: [[0, 0], [9, 0], [9, 9]]}
`;

describe('What may come next on a command line', () => {
  const home = suiteFolder();

  const complete = async (words: readonly string[], shell?: string) => {
    const program = new Command('framefleet').version('1');
    addCommands(program, COMMANDS, {});
    const lines = (
      await completeLine(program, COMMANDS, words, { names: namesOf({ FRAMEFLEET_HOME: home }, 60_000), shell })
    )
      .trimEnd()
      .split('\n');
    const directive = Number(/^:(\d+)$/.exec(lines.pop()!)![1]);
    return { values: lines.map((line) => line.split('\t')[0]!), directive };
  };

  before(async () => {
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    const labels = ['person', 'traffic light', 'a,b'];
    await store.ledger.open(sampleRun({ model: { labels } }));
    const detections = labels.map((label, classId) => sampleDetection({ classId, label }));
    const frames = [sampleFrame(0, { detections })];
    await storeResults(store, [sampleResult(0, { frameCount: 1, frames })]);
    await store.close();
    await mkdir(join(home, 'models', 'mine'), { recursive: true });
    await writeFile(join(home, 'models', 'mine', 'model.json'), '{}');
    await writeFile(join(home, 'zones.yaml'), ZONES);
    await writeFile(join(home, 'torn.yaml'), ZONES.slice(0, -3));
  });

  for (const [words, values, directive] of [
    [['cou'], ['count'], NO_FILES],
    [['model', 'q'], ['quantize'], NO_FILES],
    [['help', 'cross'], ['crossings'], NO_FILES],
    [['dae'], [], NO_FILES],
    [['query', '--not-'], ['--not-label', '--not-in'], NO_FILES],
    [['count', '--no-'], ['--no-chart'], NO_FILES],
    [['query', '--order', ''], ['time', 'latest', 'confidence', 'size'], KEPT],
    [['query', '--order=s'], ['size'], KEPT],
    [['--vers'], ['--version'], NO_FILES],
    [['detect', '--precision', 'i'], ['int8'], KEPT],
    [['count', '--by', 'label,hour'], ['label,hour', 'label,hour-of-day'], LIST],
    [['count', '--by', 'hour,hour'], ['hour,hour-of-day'], LIST],
    [['tracks', '--direction', 'up,up-l'], ['up,up-left'], LIST],
    [['query', '--run', ''], ['r1'], LIST],
    [['tracks', 'r'], ['r1'], KEPT],
    [['query', '--video', ''], ['one.mp4'], KEPT],
    [['query', '--label', ''], ['\\"a,b\\"', 'person', 'traffic\\ light'], LIST],
    [['query', '--label', 'person,traffic\\ l'], ['person,traffic\\ light'], LIST],
    [['query', '--label', "'person,traffic l"], ['person,traffic\\ light'], LIST],
    [['detect', '--model', 'm'], ['mine'], FILES],
    [['detect', '--model', 'yolov4-'], ['yolov4-tiny'], FILES],
    [['model', 'inspect', ''], ['mine', 'yolov4', 'yolov4-tiny'], FILES],
    [['model', 'pull', ''], ['yolov4', 'yolov4-tiny'], KEPT],
    [['model', 'import', ''], [], NO_FILES],
    [['detect', 'vid'], [], FILES],
    [['detect', '--every', '2', 'a.mp4', ''], [], FILES],
    [['detect', '--every', ''], [], NO_FILES],
    [['query', '--home', ''], [], FOLDERS],
    [['visits', '--zones', ''], [], FILES],
    [['visits', '--zone', ''], ['front\\ lawn', 'porch'], LIST],
    [['visits', '--from-zone', 'porch,'], ['porch,front\\ lawn'], LIST],
    [['crossings', '--line', 'd'], ['door'], LIST],
    [['visits', '--zones', '/nowhere.yaml', '--zone', ''], [], LIST],
    [['query', '--zone', 'p'], ['porch'], LIST],
    [['complete', ''], ['bash', 'zsh', 'fish'], NO_FILES],
    [['query', '--', '--la'], [], NO_FILES],
    [['nonsense', '--run', ''], [], NO_FILES],
  ] as const) {
    it(`framefleet ${words.join(' ')}: ${values.join(' ') || directive}`, async () => {
      const found = await complete(words);
      assert.deepEqual([found.directive, [...found.values].sort()], [directive, [...values].sort()]);
    });
  }

  it('leaves quoting to a shell that does it itself', async () => {
    assert.deepEqual((await complete(['query', '--label', 't'], 'fish')).values, ['traffic light']);
    assert.deepEqual((await complete(['query', '--label', 't'], 'zsh')).values, ['traffic\\\\ light']);
  });

  it('names no zones of a file that has a fault, and says where those of others are', async () => {
    const torn = ['visits', '--zones', join(home, 'torn.yaml'), '--zone', ''];
    assert.deepEqual(await complete(torn), { values: [], directive: LIST });
    const [porch] = await namesOf({ FRAMEFLEET_HOME: home })('zone', new Map());
    assert.deepEqual(porch, ['porch', 'gate-*.mp4, yard.mp4']);
  });

  it('is less where there is no store', async () => {
    const elsewhere = ['query', '--home', join(home, 'none'), '--run', ''];
    assert.deepEqual(await complete(elsewhere), { values: [], directive: LIST });
  });
});
