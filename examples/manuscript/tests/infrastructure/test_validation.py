import unittest

from publishing.validation import (
    log_problems,
    page_problems,
    structure_problems,
    text_problems,
    unwrap_log,
)

WRAPPED_WARNING = (
    "Package natbib Warning: Citation `a-rather-long-citation-key-of-the-author-2001\n"
    "' on page 3 undefined on input line 12.\n"
)


class ValidationTest(unittest.TestCase):
    def test_complete_pdf_has_no_problems(self) -> None:
        self.assertEqual(structure_problems(b"%PDF-1.5\n...\n%%EOF\n"), [])

    def test_truncated_and_foreign_files_are_told_apart(self) -> None:
        self.assertEqual(len(structure_problems(b"%PDF-1.5\n...")), 1)
        self.assertEqual(len(structure_problems(b"<html></html>")), 2)

    def test_number_of_pages(self) -> None:
        self.assertEqual(page_problems(12, 10, 15), [])
        self.assertEqual(page_problems(9, 10, 15), ["9 pages are not between 10 and 15"])
        self.assertEqual(len(page_problems(None, 10, 15)), 1)

    def test_question_marks_are_found_on_their_page(self) -> None:
        problems = text_problems("all well?\fsee Section ?? and [?]\f")
        self.assertEqual(problems, ["page 2 shows an unresolved reference: see Section ?? and [?]"])

    def test_undefined_citation_is_found_across_a_broken_line(self) -> None:
        self.assertEqual(len(WRAPPED_WARNING.splitlines()[0]), 79)
        self.assertEqual(
            log_problems(WRAPPED_WARNING),
            ["citation 'a-rather-long-citation-key-of-the-author-2001' is undefined"],
        )

    def test_undefined_reference_is_found_once(self) -> None:
        warning = "LaTeX Warning: Reference `eq:x' on page 1 undefined on input line 5.\n"
        self.assertEqual(log_problems(warning * 2), ["reference 'eq:x' is undefined"])

    def test_need_of_another_pass_is_found(self) -> None:
        log = "LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.\n"
        self.assertEqual(len(log_problems(log)), 1)

    def test_short_lines_stay_apart(self) -> None:
        self.assertEqual(unwrap_log("one\ntwo\n"), "one\ntwo\n")


if __name__ == "__main__":
    unittest.main()
