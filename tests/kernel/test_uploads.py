"""Files that people send: what is taken comes back clean, what is harmful is refused in words."""

import io
import time

import pikepdf
import pytest
from PIL import Image

from minga.kernel import files
from minga.kernel.refusals import Refused
from minga.kernel.uploads import PAPERS, PICTURES, Kind, check_upload, keep_upload, shown_name
from minga.kernel.uploads.words import UPLOAD_PROBLEMS
from tests.kernel import hostile
from tests.refusals import refuses

ANY = frozenset(Kind)


def check(content: bytes, *, allow=ANY, **more):
    return check_upload(io.BytesIO(content), allow=allow, **more)


@pytest.mark.parametrize(("form", "kind"), [("JPEG", Kind.JPEG), ("PNG", Kind.PNG), ("WEBP", Kind.WEBP)])
def test_a_picture_comes_back_as_points_only(form, kind):
    clean = check(hostile.picture(form), name="foto de clase." + kind)
    assert clean.kind == kind
    with Image.open(io.BytesIO(clean.content)) as drawn:
        assert drawn.size == (64, 48)
        assert not drawn.getexif()


def test_a_photo_loses_its_place_its_author_and_its_comment_and_stands_upright():
    sent = hostile.photo_with_place()
    assert b"Canaria" in sent
    clean = check(sent)
    assert b"Canaria" not in clean.content
    with Image.open(io.BytesIO(clean.content)) as drawn:
        assert drawn.size == (48, 64)
        assert not drawn.getexif()
        assert "comment" not in drawn.info


def test_a_big_picture_is_made_smaller():
    with Image.open(io.BytesIO(check(hostile.picture(size=(4000, 1000))).content)) as drawn:
        assert max(drawn.size) == 2560


def test_a_picture_that_promises_too_many_points_is_refused_before_it_is_decoded():
    began = time.process_time()
    with refuses("too_many_points"):
        check(hostile.png_that_says(50_000, 50_000))
    with refuses("too_many_points"):
        check(hostile.picture("PNG", size=(300, 200)), max_pixels=50_000)
    assert time.process_time() - began < 1


def test_a_picture_whose_text_swells_or_that_is_cut_is_refused():
    for content in (
        hostile.png_that_says(10, 10, text=b"A" * 80_000_000),
        hostile.picture("PNG", size=(900, 900))[:600],
        hostile.picture(size=(900, 900))[:900],
        hostile.picture("WEBP", size=(900, 900))[:60],
        b"\xff\xd8\xff" + b"\0" * 400,
    ):
        with refuses("picture_damaged"):
            check(content)


@pytest.mark.parametrize("name", sorted(hostile.polyglots()))
def test_what_hangs_on_a_picture_stays_out(name):
    clean = check(hostile.polyglots()[name])
    assert b"<script" not in clean.content
    assert b"PK\x03\x04" not in clean.content


@pytest.mark.parametrize("name", sorted(hostile.web_pages()))
def test_web_pages_and_drawings_with_programs_are_refused(name):
    for allow in (ANY, PICTURES, PAPERS):
        with refuses("web_page"):
            check(hostile.web_pages()[name], allow=allow)


@pytest.mark.parametrize("name", sorted(hostile.active_pdfs()))
def test_a_pdf_that_does_something_is_refused(name):
    with refuses("pdf_active"):
        check(hostile.active_pdfs()[name])


def test_a_pdf_comes_back_written_anew_without_what_hung_on_it():
    sent = hostile.pdf(pages=3) + hostile.SCRIPT.encode()
    clean = check(sent, name="acta.pdf")
    assert clean.content.startswith(b"%PDF-")
    assert b"<script" not in clean.content
    with pikepdf.open(io.BytesIO(clean.content)) as book:
        assert len(book.pages) == 3


def test_a_signed_pdf_keeps_every_byte_and_must_have_nothing_hanging_on_it():
    sent = hostile.signed_pdf()
    assert check(sent).content == sent
    with refuses("pdf_damaged"):
        check(sent + hostile.SCRIPT.encode())


def test_pdfs_that_are_cut_locked_long_or_swell_are_refused():
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(hostile.pdf())) as book:
        book.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    for code, content in (
        ("pdf_damaged", b"%PDF-1.7\n%%EOF"),
        ("pdf_damaged", b"%PDF-1.7\n" + hostile.SCRIPT.encode()),
        ("pdf_encrypted", locked.getvalue()),
        ("pdf_too_long", hostile.pdf(pages=12)),
        ("pdf_too_heavy", hostile.pdf_that_swells(900)),
    ):
        with refuses(code):
            check(content, max_pages=10)


def test_a_page_with_the_name_of_a_pdf_is_refused():
    with refuses("web_page"):
        check(hostile.web_pages()["html"], allow={Kind.PDF}, name="acta.pdf")


@pytest.mark.parametrize("name", sorted(hostile.entity_workbooks()))
def test_workbooks_that_declare_entities_are_refused(name):
    with refuses("declares_entities"):
        check(hostile.entity_workbooks()[name])


def test_workbooks_that_swell_run_or_hold_archives_are_refused():
    for code, content in (
        ("unpacks_too_big", hostile.zip_bomb()),
        ("macros", hostile.workbook_with({"xl/vbaProject.bin": b"x"})),
        ("nested", hostile.workbook_with({"xl/media/otro.zip": b"x"})),
        ("damaged", hostile.workbook()[:-200]),
    ):
        with refuses(code):
            check(content)


def test_honest_sheets_are_taken_as_they_came():
    assert check(hostile.workbook(), name="hoja.xlsx").content == hostile.workbook()
    csv = "Nombres;Apellidos\nÑusta;Vera\n".encode("cp1252")
    assert check(csv, name="hoja.csv").kind == Kind.CSV
    assert check("Nombres;Ñ\n".encode("utf-16"), name="hoja.csv").kind == Kind.CSV


def test_each_field_takes_only_its_kinds():
    with refuses("kind_not_allowed") as raised:
        check(hostile.pdf(), allow=PICTURES)
    assert "PDF" in str(raised.value)
    with refuses("kind_unknown"):
        check(b"MZ\x90\0" + b"\0" * 200)
    with refuses("empty"):
        check(b"")
    with refuses("too_big"):
        check(b"a" * 2_000_001, max_bytes=2_000_000)


@pytest.mark.parametrize("name", ["acta.pdf.exe", "acta.html", "acta.PDF.svg", "acta.pdf\u202egpj.exe", "acta.jpg"])
def test_a_name_of_another_kind_is_refused(name):
    with refuses("name_of_other_kind"):
        check(hostile.pdf(), name=name)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\malo\\acta.PDF", "acta.pdf"),
        ("acta.html.pdf", "acta-html.pdf"),
        ("Acta 12.05.2026 (Niña).pdf", "Acta 12-05-2026 (Niña).pdf"),
        ('a\u202efdp.exe\r\nX: y";.pdf', "a-fdp-exe--X- y.pdf"),
        ("\0.pdf", "archivo.pdf"),
        ("", "archivo.pdf"),
        ("n\u0303" * 300 + ".pdf", "ñ" * 80 + ".pdf"),
    ],
)
def test_a_shown_name_holds_no_folder_and_no_trick(sent, shown):
    assert shown_name(sent, Kind.PDF) == shown


def test_what_is_kept_is_sealed_under_a_random_name(db):
    clean = check(hostile.picture(), name="foto-de-ana.jpg")
    first, second = keep_upload(clean), keep_upload(clean)
    assert first != second
    assert files.opened(first).read() == clean.content
    assert not files.is_held(first)
    files.delete(first)
    files.delete(second)


def test_every_refusal_has_words_that_its_numbers_fit():
    for code in UPLOAD_PROBLEMS:
        assert str(UPLOAD_PROBLEMS[code])
    with pytest.raises(Refused) as raised:
        check(hostile.pdf(pages=3), max_pages=2)
    assert "3" in str(raised.value)
    assert "2" in str(raised.value)
