/** Markdown as GitHub's parser sees it, as far as its open parts are. */
import type { Nodes, Root, Table } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** The tree of a document. */
export function parse(markdown: string): Root {
  return unified().use(remarkParse).use(remarkGfm).parse(markdown);
}

/** The document with all it holds, depth first. */
export function nodesOf(node: Nodes): readonly Nodes[] {
  return 'children' in node ? [node, ...node.children.flatMap(nodesOf)] : [node];
}

/** The text a reader sees, without the joiners that keep signs apart. */
export function textOf(node: Nodes): string {
  const own = 'value' in node && node.type !== 'html' ? node.value : '';
  const inner = 'children' in node ? node.children.map(textOf).join('') : '';
  return (own + inner).replaceAll('\u2060', '').replaceAll('\u00a0', ' ');
}

/** The tables of a document. */
export function tablesOf(document: Root): readonly Table[] {
  return nodesOf(document).filter(node => node.type === 'table');
}

/** The diagrams of a document. */
export function diagramsOf(document: Root): readonly string[] {
  return nodesOf(document).flatMap(node =>
    node.type === 'code' && node.lang === 'mermaid' ? [node.value] : [],
  );
}

/** The kinds of nodes that only markup of ours makes; everything else came in by a name. */
const OURS = new Set(
  'root heading paragraph text strong table tableRow tableCell code list listItem html blockquote break inlineCode'.split(
    ' ',
  ),
);
/** The band of a change. */
const OUR_CODE = /^[◀●▶·├─┼┤]{11}$/;
const OUR_HTML =
  /^(<details>\n<summary>[A-Z][a-z ]+(LaTeX[a-z ]*)?<\/summary>|<\/details>|<br>|<wbr>|<\/?sub>)$/;

/** What a document holds that none of our parts writes. */
export function strangersIn(document: Root): readonly string[] {
  return nodesOf(document).flatMap(node => {
    if (!OURS.has(node.type)) return [node.type];
    if (node.type === 'inlineCode') return OUR_CODE.test(node.value) ? [] : [node.value];
    return node.type === 'html' && !OUR_HTML.test(node.value) ? [node.value] : [];
  });
}
