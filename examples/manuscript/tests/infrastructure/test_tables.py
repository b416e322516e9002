import unittest

from publishing.tables import csv_text, latex_scientific, latex_table


class TablesTest(unittest.TestCase):
    def test_csv_quotes_text_and_rounds_floats(self) -> None:
        self.assertEqual(
            csv_text(("name", "value"), [("a, b", 1.0 / 3.0), ("c", 2)]),
            'name,value\n"a, b",3.333333e-01\nc,2\n',
        )

    def test_table_has_a_line_for_each_row(self) -> None:
        table = latex_table("lr", ["$h$", "error"], [["1", "2"], ["3", "4"]])
        self.assertIn("\\midrule\n1 & 2 \\\\\n3 & 4 \\\\\n\\bottomrule\n", table)

    def test_scientific_notation(self) -> None:
        self.assertEqual(latex_scientific(0.00154), r"$1.5\times10^{-3}$")
        self.assertEqual(latex_scientific(250.0, digits=2), r"$2.50\times10^{2}$")


if __name__ == "__main__":
    unittest.main()
