"""Documentation printed from the code is up to date."""

from tests.docs.generated import pages


def test_pages_with_generated_parts_say_what_the_code_says() -> None:
    stale = [page.name for page, wanted in pages() if page.read_text("utf-8") != wanted]
    assert stale == [], "run: python -m tests.docs.generated"
