"""What others find in a PDF, as JSON: PDFium, which Chrome and Edge show PDFs with, qpdf, and a reader of QR codes."""

import ctypes
import json
import sys

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp

# What a list item begins with is not part of its text.
LABEL = "/Lbl"


def texts_by_marked_content(page):
    """What is written under each marked content id."""
    text_page = page.get_textpage()
    texts = {}
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        length = pdfium.FPDFTextObj_GetText(item.raw, text_page.raw, None, 0)
        buffer = ctypes.create_string_buffer(length)
        units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        pdfium.FPDFTextObj_GetText(item.raw, text_page.raw, units, length)
        marked = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
        texts[marked] = texts.get(marked, "") + buffer.raw.decode("utf-16-le").rstrip("\0")
    return texts


def elements(node, texts, inside=()):
    """Every element in the order in which it is read aloud: its way down, its own text, its attributes."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid, texts, inside)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        tag = str(node.S)
        way = (*inside, tag[1:])
        yield {"tags": way, "text": "", "alt": str(node.get("/Alt", "")), "scope": scope(node)}
        if tag != LABEL:
            yield from elements(node.get("/K", pikepdf.Array()), texts, way)
    elif isinstance(node, int):
        yield {"tags": inside, "text": texts.get(node, ""), "alt": "", "scope": ""}


def scope(node):
    attributes = node.get("/A", pikepdf.Array())
    attributes = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((str(one.Scope)[1:] for one in attributes if "/Scope" in one), "")


def fonts(page):
    for font in page.get("/Resources", {}).get("/Font", {}).values():
        descriptor = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
        embedded = any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        yield {"name": str(font.BaseFont)[1:], "embedded": embedded, "unicode": "/ToUnicode" in font}


def main(path):
    shown = pypdfium2.PdfDocument(path)
    file = pikepdf.open(path)
    with file.open_metadata() as metadata:
        claim = metadata.get("pdfuaid:part")
    page = file.pages[0]
    annotations = page.get("/Annots", [])
    picture = shown[0].render(scale=2).to_pil()
    json.dump(
        {
            "pages": len(shown),
            "text": "\n".join(one.get_textpage().get_text_range() for one in shown),
            "size": shown[0].get_size(),
            "language": str(file.Root.Lang),
            "title": str(file.docinfo.get("/Title", "")),
            "shows_title": bool(file.Root.ViewerPreferences.DisplayDocTitle),
            "created": str(file.docinfo.get("/CreationDate", "")),
            "accessible": claim,
            "marked": bool(file.Root.MarkInfo.Marked),
            "elements": list(elements(file.Root.StructTreeRoot.K, texts_by_marked_content(shown[0]))),
            "fonts": list(fonts(page)),
            "links": [{"to": str(one.A.URI), "says": str(one.get("/Contents", ""))} for one in annotations],
            "codes": [code.text for code in zxingcpp.read_barcodes(picture)],
        },
        sys.stdout,
    )


main(sys.argv[1])
