/** A question as it goes over HTTP, and as SQL over plain tables (`detections`, `frames`, `runs`, each with text for names). */
export interface Question {
  readonly title: string;
  readonly path: string;
  readonly sql: string;
}

function path(question: string, parameters: Readonly<Record<string, string>>): string {
  return `/v1/${question}?${new URLSearchParams(parameters)}`;
}

const LOWER = 'y2 BETWEEN 540 AND 1080 AND (x1 + x2) / 2 BETWEEN 0 AND 1920';
const GATE = 'y2 BETWEEN 600 AND 900 AND (x1 + x2) / 2 BETWEEN 400 AND 800';
/** Frames of a run in which something holds, as stretches. */
const stretches = (hits: string) => `
  SELECT run, min(pts), max(pts), count(*) FROM (
    SELECT *, sum(is_new) OVER (PARTITION BY run ORDER BY pts) AS stretch FROM (
      SELECT *, CASE WHEN pts - lag(pts) OVER (PARTITION BY run ORDER BY pts) <= 1 THEN 0 ELSE 1 END AS is_new FROM (${hits}) h
    ) n
  ) s GROUP BY run, stretch ORDER BY run, 2`;
const counted = (keys: string, where: string) =>
  `SELECT ${keys}, sum(n), count(*), max(n) FROM (
     SELECT ${keys}, run AS r, frame, count(*) AS n FROM detections WHERE ${where} GROUP BY ${keys}, run, frame) c GROUP BY ${keys} ORDER BY 2 DESC`;

/** What is asked of every store; docs/query.md sums them up. */
export const QUESTIONS: readonly Question[] = [
  { title: 'count by label', path: path('counts', { by: 'label' }), sql: counted('label', 'true') },
  { title: 'count by video', path: path('counts', { by: 'video' }), sql: counted('video', 'true') },
  {
    title: 'minutes of persons, first 1,000',
    path: path('counts', { by: 'minute', label: 'person', limit: '1000' }),
    sql: `SELECT run, floor(pts / 60) AS minute, count(*), count(DISTINCT frame) FROM detections WHERE label = 'person'
      GROUP BY run, minute ORDER BY run, minute LIMIT 1000`,
  },
  {
    title: 'minutes of one run',
    path: path('counts', { by: 'minute', run: 'r501' }),
    sql: `SELECT floor(pts / 60) AS minute, count(*), count(DISTINCT frame) FROM detections WHERE run = 'r501' GROUP BY minute ORDER BY minute`,
  },
  {
    title: 'hours of the day',
    path: path('counts', { by: 'hour-of-day' }),
    sql: `SELECT floor((r.recorded + d.pts) / 3600) - 24 * floor((r.recorded + d.pts) / 86400) AS hour, count(*)
      FROM detections d JOIN runs r ON r.run = d.run GROUP BY hour ORDER BY hour`,
  },
  {
    title: 'days and labels',
    path: path('counts', { by: 'day,label' }),
    sql: `SELECT floor((r.recorded + d.pts) / 86400) AS day, d.label, count(*) FROM detections d JOIN runs r ON r.run = d.run
      GROUP BY day, d.label ORDER BY day`,
  },
  {
    title: 'by label, surer than 0.7',
    path: path('counts', { by: 'label', minConfidence: '0.7' }),
    sql: counted('label', 'confidence >= 0.7'),
  },
  {
    title: 'dogs by run',
    path: path('counts', { by: 'run', label: 'dog' }),
    sql: counted('run', "label = 'dog'"),
  },
  {
    title: 'one run, first 1,000',
    path: path('detections', { run: 'r501', limit: '1000' }),
    sql: `SELECT * FROM detections WHERE run = 'r501' ORDER BY frame, confidence DESC LIMIT 1000`,
  },
  {
    title: 'dogs, first 100',
    path: path('detections', { label: 'dog', limit: '100' }),
    sql: `SELECT d.* FROM detections d JOIN runs r ON r.run = d.run WHERE label = 'dog' ORDER BY r.no, frame, confidence DESC LIMIT 100`,
  },
  {
    title: 'persons at the gate, first 100',
    path: path('detections', { label: 'person', zone: '400,600,800,900', limit: '100' }),
    sql: `SELECT d.* FROM detections d JOIN runs r ON r.run = d.run WHERE label = 'person' AND ${GATE} ORDER BY r.no, frame, confidence DESC LIMIT 100`,
  },
  {
    title: 'lower half by label, every row',
    path: path('counts', { by: 'label', zone: '0,50,100,100%' }),
    sql: counted('label', LOWER),
  },
  {
    title: 'a polygon in one run',
    path: path('counts', { by: 'minute', run: 'r501', zone: '200,200 1700,300 1500,1000 300,900' }),
    sql: `SELECT floor(pts / 60) AS minute, count(*) FROM detections WHERE run = 'r501' AND y2 BETWEEN 200 AND 1000
      AND (x1 + x2) / 2 BETWEEN 200 + (y2 - 200) / 7 AND 1700 - (y2 - 300) * 2 / 7 GROUP BY minute ORDER BY minute`,
  },
  {
    title: 'the fifty surest',
    path: path('detections', { order: 'confidence', limit: '50' }),
    sql: 'SELECT * FROM detections ORDER BY confidence DESC, run, frame LIMIT 50',
  },
  {
    title: 'at night, by label',
    path: path('counts', { by: 'label', timeOfDay: '22:00-06:00' }),
    sql: `SELECT label, count(*) FROM detections d JOIN runs r ON r.run = d.run
      WHERE (r.recorded + d.pts) - 86400 * floor((r.recorded + d.pts) / 86400) NOT BETWEEN 21600 AND 79199.999 GROUP BY label`,
  },
  {
    title: 'a week, by label',
    path: path('counts', { by: 'label', since: '2026-03-09', until: '2026-03-16' }),
    sql: `SELECT label, count(*) FROM detections d JOIN runs r ON r.run = d.run
      WHERE r.recorded + d.pts >= 1773014400 AND r.recorded + d.pts < 1773619200 GROUP BY label`,
  },
  {
    title: 'three persons at once in one run',
    path: path('segments', { run: 'r501', where: 'person>=3' }),
    sql: stretches(
      `SELECT run, frame, min(pts) AS pts FROM detections WHERE run = 'r501' AND label = 'person' GROUP BY run, frame HAVING count(*) >= 3`,
    ),
  },
  {
    title: 'stretches of dogs',
    path: path('segments', { label: 'dog', limit: '1000' }),
    sql: `${stretches("SELECT run, frame, min(pts) AS pts FROM detections WHERE label = 'dog' GROUP BY run, frame")} LIMIT 1000`,
  },
  {
    title: 'two cars and a person, a day',
    path: path('segments', { where: 'car>=2 and person', since: '2026-03-10', until: '2026-03-11' }),
    sql: stretches(`SELECT d.run, frame, min(pts) AS pts FROM detections d JOIN runs r ON r.run = d.run
      WHERE r.recorded + d.pts >= 1773100800 AND r.recorded + d.pts < 1773187200 AND label IN ('car', 'person') GROUP BY d.run, frame
      HAVING sum(CASE WHEN label = 'car' THEN 1 ELSE 0 END) >= 2 AND sum(CASE WHEN label = 'person' THEN 1 ELSE 0 END) >= 1`),
  },
  {
    title: 'persons with a bicycle near, one camera',
    path: path('detections', {
      video: '/videos/camera-1/*',
      label: 'person',
      with: 'bicycle',
      within: '2s',
      limit: '100',
    }),
    sql: `SELECT d.* FROM detections d JOIN runs r ON r.run = d.run WHERE r.uri LIKE '/videos/camera-1/%' AND d.label = 'person' AND EXISTS (
        SELECT 1 FROM detections o WHERE o.run = d.run AND o.label = 'bicycle' AND o.pts BETWEEN d.pts - 2 AND d.pts + 2)
      ORDER BY r.no, d.frame, d.confidence DESC LIMIT 100`,
  },
  {
    title: 'cars that a dog follows, one run',
    path: `${path('detections', { run: 'r501', label: 'car', within: '10s' })}&then=dog`,
    sql: `SELECT d.* FROM detections d WHERE d.run = 'r501' AND d.label = 'car' AND EXISTS (
        SELECT 1 FROM detections o WHERE o.run = d.run AND o.label = 'dog' AND o.pts > d.pts AND o.pts <= d.pts + 10)
      ORDER BY d.frame, d.confidence DESC`,
  },
  {
    title: 'the best of each minute, one run',
    path: path('detections', { run: 'r501', spread: '60s' }),
    sql: `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY label, floor(pts / 60) ORDER BY confidence DESC, frame) AS place
        FROM detections WHERE run = 'r501') b WHERE place = 1 ORDER BY frame`,
  },
  {
    title: 'what was looked at',
    path: path('coverage', {}),
    sql: 'SELECT run, min(pts), max(pts), count(*) FROM frames GROUP BY run',
  },
  {
    title: 'all runs',
    path: '/v1/runs',
    sql: 'SELECT r.run, r.video, count(*) FROM runs r JOIN frames f ON f.run = r.run GROUP BY r.run, r.video',
  },
];
