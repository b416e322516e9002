/**
 * The only script of the page: the buttons in the head of a table sort its rows. The
 * page is complete without it; it enables the buttons, which are disabled until it runs.
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
`;
