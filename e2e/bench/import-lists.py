"""Writes the lists of the import section: the same addresses as text, as a table and as a workbook.

    import-lists.py LINES LIST.txt LIST.csv WORKBOOK_ROWS LIST.xlsx

The workbook is written as Excel writes one, with texts that are shared between cells.
"""

import csv
import sys
import zipfile

OTHER = "Garden & home"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Products" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}


def address(row: int) -> str:
    return f"https://shop.example/products/{row:08d}.html?ref=list"


def write_workbook(path: str, rows: int) -> None:
    texts = ["sku", "url", "category", OTHER.replace("&", "&amp;"), *map(address, range(rows))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, XML + content)
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'{XML}<sst {MAIN} uniqueCount="{len(texts)}">'.encode())
            part.writelines(f"<si><t>{text}</t></si>".encode() for text in texts)
            part.write(b"</sst>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f"{XML}<worksheet {MAIN}><sheetData>".encode())
            header = "".join(f'<c r="{"ABC"[index]}1" t="s"><v>{index}</v></c>' for index in range(3))
            part.write(f'<row r="1">{header}</row>'.encode())
            for row in range(rows):
                at = row + 2
                cells = f'<c r="A{at}"><v>{row}</v></c><c r="B{at}" t="s"><v>{row + 4}</v></c>'
                part.write(f'<row r="{at}">{cells}<c r="C{at}" t="s"><v>3</v></c></row>'.encode())
            part.write(b"</sheetData></worksheet>")


def main() -> int:
    lines, text_path, table_path, workbook_rows, workbook_path = sys.argv[1:]
    with open(text_path, "w", encoding="utf-8") as file:
        file.writelines(f"{address(row)}\n" for row in range(int(lines)))
    with open(table_path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sku", "url", "category"])
        writer.writerows([f"{row:08d}", address(row), OTHER] for row in range(int(lines)))
    write_workbook(workbook_path, int(workbook_rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
