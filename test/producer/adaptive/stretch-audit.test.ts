import assert from 'node:assert/strict';
import { AuditDraw } from '../../../producer/adaptive/audit-draw.ts';
import { StretchAudit } from '../../../producer/adaptive/stretch-audit.ts';

const drawnBy = (audit: StretchAudit) =>
  Array.from({ length: 33 * 40 }, (_, ordinal) => ordinal).filter((ordinal) => audit.isDrawn(ordinal));

describe('The audit of a stretch', () => {
  it('draws as many frames once more, and no more often', () => {
    const audit = new StretchAudit(new AuditDraw('r1', null));
    const first = drawnBy(audit);
    assert.equal(audit.drawMore(), true);
    const both = drawnBy(audit);
    assert.ok(both.length > 1.8 * first.length);
    assert.ok(first.every((ordinal) => both.includes(ordinal)));
    assert.equal(audit.drawMore(), false);
    assert.deepEqual(drawnBy(audit), both);
  });

  it('draws others for the next round', () => {
    const audit = new StretchAudit(new AuditDraw('r1', null));
    audit.drawMore();
    const before = drawnBy(audit);
    audit.drawAnew();
    const after = drawnBy(audit);
    assert.equal(after.length, 40);
    assert.ok(after.filter((ordinal) => before.includes(ordinal)).length < 8);
  });
});
