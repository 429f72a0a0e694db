"""The file of a case 案卷 as a PDF: what an office prints, signs and keeps."""

from chengyun.cases.casefile.fonts import NoFont
from chengyun.cases.casefile.gather import gather
from chengyun.cases.casefile.render import as_pdf

__all__ = ["NoFont", "as_pdf", "gather"]
