/**
 * The only script of the page: the buttons in the head of a table sort its rows, and a field leaves the stages
 * in sight that have its words. The page is complete without it; it enables the buttons, which are disabled until
 * it runs, and shows the field.
 */
export const SCRIPT = `
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.querySelectorAll('thead th')];
  const valueOf = (row, column) => row.cells[column].dataset.value;
  const compare = (a, b) => a - b || (a < b ? -1 : a > b ? 1 : 0);
  heads.forEach((head, column) => {
    const button = head.querySelector('button');
    button.disabled = false;
    button.addEventListener('click', () => {
      const numbers = head.classList.contains('num');
      const first = numbers ? 'descending' : 'ascending';
      const second = numbers ? 'ascending' : 'descending';
      const order = head.getAttribute('aria-sort') === first ? second : first;
      for (const other of heads) other.setAttribute('aria-sort', other === head ? order : 'none');
      const sign = order === 'ascending' ? 1 : -1;
      const rows = [...body.rows].sort((a, b) => {
        const x = valueOf(a, column);
        const y = valueOf(b, column);
        if (x === '' || y === '') return (x === '') - (y === '');
        return sign * compare(x, y);
      });
      body.append(...rows);
    });
  });
}
const filter = document.querySelector('.filter');
const field = filter.querySelector('input');
const rows = [...document.querySelectorAll('[aria-labelledby=stages] tbody tr')];
const nameOf = row => row.querySelector('bdi').textContent;
filter.hidden = false;
field.addEventListener('input', () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(word => word !== '');
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
  }
  const shown = new Set(rows.filter(row => !row.hidden).map(nameOf));
  for (const bar of document.querySelectorAll('.timeline li')) bar.hidden = !shown.has(nameOf(bar));
  const count = rows.filter(row => !row.hidden).length + ' of ' + rows.length;
  filter.querySelector('output').textContent = words.length === 0 ? '' : count;
});
`;
