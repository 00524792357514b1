"""Files that provoke refusals: made here rather than kept, so that one can see what is wrong with each."""
import io
import zipfile

CONTENT_TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                 '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                 '<Default Extension="xml" ContentType="application/xml"/>'
                 '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
                 '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
RELATIONS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
             'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
WORKBOOK = ('<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sổ hộ" sheetId="1" r:id="rId1"/></sheets></workbook>')
WORKBOOK_RELATIONS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
                      'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


def row(number, cells):
    inner = "".join(f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for i, cell in enumerate(cells))
    return f'<row r="{number}">{inner}</row>'


def workbook(sheet=None, workbook_xml=WORKBOOK, extra=()):
    sheet = sheet if sheet is not None else SHEET.format(rows=row(1, ["Số hộ", "Họ và tên", "Ngày sinh", "Giới tính", "Bản"]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        parts = [("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", RELATIONS), ("xl/workbook.xml", workbook_xml),
                 ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS), ("xl/worksheets/sheet1.xml", sheet), *extra]
        for name, text in parts:
            if text is not None:
                package.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def bomb():
    return workbook(SHEET.format(rows=" " * (64 << 20)))


def truncated():
    whole = workbook(SHEET.format(rows="".join(row(i, ["1", "Lò Văn Tiến", "1980", "Nam", "Bó"]) for i in range(1, 200))))
    return whole[:len(whole) // 2]


def damaged():
    whole = bytearray(workbook())
    at = whole.find(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml") + 8
    whole[at:at + 24] = bytes(255 - byte for byte in whole[at:at + 24])
    return bytes(whole)


def far_row():
    return workbook(SHEET.format(rows=row(1, ["Số hộ", "Họ và tên", "Ngày sinh", "Giới tính", "Bản"]) + row(6_000_000, ["1"])))


def tcvn3():
    """Vietnamese as typed in the 1990s with ABC fonts: single bytes of a table that is not Unicode's."""
    return b"S\xe8 h\xe9,H\xe4 v\xb5 t\xaan,Ng\xb5y sinh,Gi\xedi t\xddnh,B\xb6n\n" + b"1,L\xdf V\xa8n Ti\xd5n,1980,Nam,B\xe3\n" * 50


def entities():
    return workbook('<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' +
                    SHEET.format(rows="<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&b;</t></is></c></row>").partition("?>")[2])


MAKERS = {
    "empty": ("nothing.csv", lambda: b"", "a file of 0 bytes"),
    "bomb": ("bomb.xlsx", bomb, "a workbook whose sheet unpacks to 64 MiB of spaces"),
    "truncated": ("half.xlsx", truncated, "the first half of a workbook"),
    "damaged": ("damaged.xlsx", damaged, "a workbook with bytes of its sheet turned over"),
    "entities": ("entities.xlsx", entities, "a workbook whose sheet defines XML entities"),
    "old_workbook": ("old.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "a workbook of the format of 1997 (.xls)"),
    "picture": ("picture.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "a picture"),
    "no_sheet": ("document.docx", lambda: zipped({"word/document.xml": "<w/>"}), "a packed document that is no workbook"),
    "no_header": ("plain.csv", lambda: "1;2;3\n4;5;6\n".encode(), "1;2;3\n4;5;6"),
    "utf8_broken": ("broken.csv", lambda: "\ufeffSố hộ,Họ và tên,Ngày sinh,Giới tính,Bản\n1,".encode() + b"L\xc3\xff V\xe3n,1980,Nam,B\n", "UTF-8 with two bytes broken"),
    "long_field": ("long.csv", lambda: ("Số hộ,Họ và tên,Ngày sinh,Giới tính,Bản\n1," + "a" * 200_000 + ",1980,Nam,Bó\n").encode(), "a cell of 200,000 letters"),
    "many_columns": ("wide.csv", lambda: ("Số hộ,Họ và tên,Ngày sinh,Giới tính,Bản\n" + "1," * 600 + "\n").encode(), "a row of 600 columns"),
    "open_quote": ("open.csv", lambda: ('Số hộ,Họ và tên,Ngày sinh,Giới tính,Bản\n1,"Lò Văn Tiến,1980,Nam,Bó\n2,Lò Thị Đào,1981,Nữ,Bó\n').encode(),
                   'Số hộ,Họ và tên,Ngày sinh,Giới tính,Bản\n1,"Lò Văn Tiến,1980,Nam,Bó'),
    "stray_quote": ("stray.csv", lambda: ('Số hộ,Họ và tên,Ngày sinh,Giới tính,Bản\n1,"Lò" Văn Tiến,1980,Nam,Bó\n').encode(),
                    'Số hộ,Họ và tên,Ngày sinh,Giới tính,Bản\n1,"Lò" Văn Tiến,1980,Nam,Bó'),
    "far_row": ("far.xlsx", far_row, "a workbook with a row of the number 6,000,000"),
    "tcvn3": ("abc.csv", tcvn3, "a file in TCVN3 (the ABC fonts of the 1990s)"),
    "workbook": ("register.xlsx", workbook, "a workbook with the sheet “Sổ hộ”"),
}


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


def made(content):
    """(file name, bytes) of a text, or of `@name`."""
    if not content.startswith("@"):
        return "register.csv", content.encode("utf-8", "surrogateescape")
    name, maker, _ = MAKERS[content[1:]]
    return name, maker()


def described(content):
    return MAKERS[content[1:]][2]
