import assert from 'node:assert/strict';
import { html, ownHtml } from '../../../../app/report/page/html.ts';

describe('HTML of a template', () => {
  it('shows what is put in as it is, in texts and attributes', () => {
    const hostile = `<img src=x onerror="alert('1')">&amp;`;
    const { text } = html`<p title="${hostile}">${hostile}</p>`;
    const shown = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;';
    assert.equal(text, `<p title="${shown}">${shown}</p>`);
  });

  it('writes out what drives terminals or turns the direction of writing', () => {
    assert.equal(html`${'a\u001b[0m\u202eb\n'}`.text, String.raw`a\u001b[0m\u202eb\u000a`);
  });

  it('takes pieces, lists, numbers and nothing', () => {
    assert.equal(html`${[1, null, html`<b>${'<'}</b>`, ['x', ownHtml('<i/>')]]}${null}`.text, '1<b>&lt;</b>x<i/>');
  });
});
