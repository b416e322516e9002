import re
import unittest

from publishing.canvas import Canvas, text_width
from publishing.figure import Axis, Figure, Panel, Series, figure_to_pdf


def small_figure() -> Figure:
    series = [Series("Störmer–Verlet", [(0.0, 1.0), (1.0, 10.0), (2.0, -1.0)], markers=True)]
    panel = Panel("Title", Axis("x", 0.0, 2.0), Axis("y", 0.1, 100.0, logarithmic=True), series)
    return Figure([panel, panel], columns=2)


class CanvasTest(unittest.TestCase):
    def test_cross_reference_table_points_to_the_objects(self) -> None:
        pdf = Canvas(10.0, 20.0).to_bytes()
        table_offset = int(pdf.split(b"startxref\n")[1].split()[0])
        self.assertTrue(pdf[table_offset:].startswith(b"xref\n"))
        for number, offset in enumerate(re.findall(rb"^(\d{10}) 00000 n ", pdf, re.MULTILINE), 1):
            self.assertTrue(pdf[int(offset) :].startswith(b"%d 0 obj\n" % number))

    def test_stream_has_the_length_it_declares(self) -> None:
        pdf = figure_to_pdf(small_figure())
        length = int(re.search(rb"/Length (\d+)", pdf).group(1))
        start = pdf.index(b"stream\n") + len(b"stream\n")
        self.assertTrue(pdf[start + length :].startswith(b"\nendstream"))

    def test_width_of_a_text_is_the_sum_of_its_characters(self) -> None:
        self.assertAlmostEqual(text_width("Wi", 10.0), 9.44 + 2.22)

    def test_text_outside_of_the_encoding_is_refused(self) -> None:
        with self.assertRaises(UnicodeEncodeError):
            Canvas(10.0, 10.0).text((0.0, 0.0), "π", 8.0)


class AxisTest(unittest.TestCase):
    def test_linear_ticks_are_round_values_within_the_axis(self) -> None:
        ticks = Axis("x", -0.9, 1.1).ticks()
        self.assertEqual([round(tick, 9) for tick in ticks], [-0.5, 0.0, 0.5, 1.0])

    def test_logarithmic_ticks_are_powers_of_ten(self) -> None:
        axis = Axis("x", 0.5, 2000.0, logarithmic=True)
        self.assertEqual(axis.ticks(), [1.0, 10.0, 100.0, 1000.0])
        self.assertEqual(
            [round(tick, 9) for tick in axis.minor_ticks()[:5]], [0.6, 0.7, 0.8, 0.9, 2.0]
        )

    def test_middle_of_a_logarithmic_axis_is_the_geometric_mean(self) -> None:
        self.assertAlmostEqual(Axis("x", 1.0, 100.0, logarithmic=True).fraction(10.0), 0.5)

    def test_impossible_ranges_are_refused(self) -> None:
        for low, high, logarithmic in ((1.0, 1.0, False), (0.0, 1.0, True)):
            with self.assertRaises(ValueError):
                Axis("x", low, high, logarithmic)


class FigureTest(unittest.TestCase):
    def test_equal_figures_are_equal_bytes(self) -> None:
        self.assertEqual(figure_to_pdf(small_figure()), figure_to_pdf(small_figure()))

    def test_panels_share_a_legend_entry(self) -> None:
        label = "Störmer–Verlet".encode("cp1252").hex().encode("ascii")
        self.assertEqual(figure_to_pdf(small_figure()).count(label), 1)

    def test_values_without_a_place_on_the_scale_are_left_out(self) -> None:
        axis = Axis("y", 0.1, 100.0, logarithmic=True)
        self.assertEqual(
            [axis.shows(v) for v in (1.0, 0.0, -1.0, float("nan"))], [True, False, False, False]
        )


if __name__ == "__main__":
    unittest.main()
