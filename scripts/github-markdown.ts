/** GitHub's Markdown as near as its open parts come: the same extensions, clean-up and style sheet. */
import { readFile } from 'node:fs/promises';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGemoji from 'remark-gemoji';
import remarkGfm from 'remark-gfm';
import { remarkAlert } from 'remark-github-blockquote-alert';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/** What GitHub lets through (the default schema is modelled on it), and what its own alerts and breaks add. */
const SCHEMA = {
  ...defaultSchema,
  tagNames: [...(defaultSchema.tagNames ?? []), 'svg', 'path', 'wbr'],
  attributes: {
    ...defaultSchema.attributes,
    div: [...(defaultSchema.attributes?.div ?? []), ['className', /^markdown-alert/]],
    p: [['className', 'markdown-alert-title']],
    svg: [['className', 'octicon'], 'viewBox', 'width', 'height', 'ariaHidden'],
    path: ['d'],
    details: ['open'],
  },
} as typeof defaultSchema;

/** Draws the diagrams, everything unfolded, in the colours of the reader's scheme. */
const DRAW = `
document.body.dataset.drawing = 'yes';
for (const details of document.querySelectorAll('details')) details.open = true;
const blocks = [...document.querySelectorAll('code.language-mermaid')].map(code => {
  const block = document.createElement('div');
  block.textContent = code.textContent;
  code.parentElement.replaceWith(block);
  return block;
});
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: dark ? 'dark' : 'default' });
mermaid.run({ nodes: blocks }).finally(() => delete document.body.dataset.drawing);
`;

/** Markdown as a page of its own that needs no network. */
export async function githubPage(markdown: string): Promise<string> {
  const body = await unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkGemoji)
    .use(remarkAlert)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeRaw)
    .use(rehypeSanitize, SCHEMA)
    .use(rehypeStringify)
    .process(markdown);
  const style = await readPackaged(import.meta.resolve('github-markdown-css/github-markdown.css'));
  const mermaid = await readPackaged(import.meta.resolve('mermaid/dist/mermaid.min.js'));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Markdown</title>
<style>${style}
body { margin: 0; } .markdown-body { padding: 24px; max-width: 1012px; margin: 0 auto; box-sizing: border-box; min-height: 100vh; }
@media (max-width: 767px) { .markdown-body { padding: 15px; } }
</style></head>
<body class="markdown-body"><main>${body}</main>
<script>${mermaid.replaceAll('</script', '<\\/script')}</script>
<script>${DRAW}</script>
</body></html>`;
}

function readPackaged(url: string): Promise<string> {
  return readFile(new URL(url), 'utf8');
}
