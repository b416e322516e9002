import tempfile
import unittest
from pathlib import Path

from publishing.files import sha256_of, write_atomically


class FilesTest(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = Path(directory.name)

    def test_writes_text_into_a_new_folder(self) -> None:
        target = self.folder / "new/file.txt"
        write_atomically(target, "naïve\n")
        self.assertEqual(target.read_text(encoding="utf-8"), "naïve\n")

    def test_leaves_nothing_else_behind(self) -> None:
        target = self.folder / "file.txt"
        write_atomically(target, "old")
        write_atomically(target, b"new")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["file.txt"])
        self.assertEqual(target.read_bytes(), b"new")

    def test_digest_of_an_empty_file(self) -> None:
        target = self.folder / "empty"
        target.touch()
        self.assertTrue(sha256_of(target).startswith("e3b0c44298fc1c14"))


if __name__ == "__main__":
    unittest.main()
