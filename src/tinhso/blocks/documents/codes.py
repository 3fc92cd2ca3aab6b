"""Pictures that a machine reads: QR codes and Code-128 barcodes, as SVG of our own drawing."""

from __future__ import annotations

import io
from itertools import groupby

import segno
from barcode import Code128


def qr_svg(text: str) -> str:
    """A QR code (ISO/IEC 18004), error correction M, with its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()


def code128_svg(text: str) -> str:
    """A Code-128 barcode (ISO/IEC 15417) of printable ASCII, with its quiet zones. Stretch it as needed."""
    modules = Code128(text).build()[0]
    quiet, bars, place = 10, [], 10
    for black, run in groupby(modules):
        width = len(list(run))
        if black == "1":
            bars.append(f"M{place} 0h{width}v40h-{width}z")
        place += width
    size = f'viewBox="0 0 {place + quiet} 40" width="{place + quiet}" height="40" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{"".join(bars)}"/></svg>'
