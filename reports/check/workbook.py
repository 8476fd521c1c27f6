#!/usr/bin/env python3
"""Holds the workbook of a run against its CSV files, cell by cell, and prints it with LibreOffice.

    pip install openpyxl==3.1.5
    reports/check/workbook.py RUN [PDF-FOLDER]

RUN is the folder of a run with report.xlsx and the CSV files. Nothing in `cargo test` or `.ci/run` needs this.
"""
import csv
import subprocess
import sys
from pathlib import Path

import openpyxl

CSVS = ["verdict", "deviations", "fields", "requirements", "results"]


def text_of(cell):
    return "" if cell is None else str(cell)


def rows_of(sheet):
    return [[text_of(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def plain(cell):
    """Without the apostrophe that keeps a spreadsheet from reading a CSV cell as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" else cell


def rows_in(file):
    with open(file, encoding="utf-8-sig", newline="") as text:
        return [[plain(cell) for cell in row] for row in csv.reader(text)]


def check(run):
    book = openpyxl.load_workbook(run / "report.xlsx")
    assert len(book.worksheets) == len(CSVS), book.sheetnames
    for sheet, name in zip(book.worksheets, CSVS):
        there, due = rows_of(sheet), rows_in(run / f"{name}.csv")
        width = max(map(len, due))
        pad = lambda rows: [row + [""] * (width - len(row)) for row in rows]
        assert pad(there) == pad(due), f"{sheet.title} is not {name}.csv"
        assert sheet.freeze_panes == "A2", f"the heading of {sheet.title} does not stay"
        assert sheet.auto_filter.ref, f"{sheet.title} has no filter"
        formulas = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert not formulas, f"{sheet.title} has formulas: {formulas}"
        print(f"{sheet.title}: {len(there)} rows, {width} columns, as {name}.csv")
    assert book.vba_archive is None, "the workbook has macros"


def print_with_libreoffice(run, folder):
    folder.mkdir(parents=True, exist_ok=True)
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, run / "report.xlsx"]
    subprocess.run(command, check=True, capture_output=True)
    print(f"look at {folder / 'report.pdf'}")


if __name__ == "__main__":
    run = Path(sys.argv[1])
    check(run)
    if len(sys.argv) > 2:
        print_with_libreoffice(run, Path(sys.argv[2]))
