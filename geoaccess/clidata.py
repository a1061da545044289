"""The commands of `geoaccess data`: what ships, and official files to fetch."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from geoaccess.clioptions import (
    AsOf,
    Config,
    Debug,
    Lang,
    Language,
    Networks,
    PlainAnswer,
    PlainFormat,
    ServiceDate,
    build_request,
    check_outputs,
    handled,
)
from geoaccess.errors import FileError

data_app = typer.Typer(
    help="The facts that ship with geoaccess, and official files to fetch.", no_args_is_help=True
)
DataFolder = Annotated[
    Path | None,
    typer.Option("--in", help="Folder of fetched files (fetch --to); default: the user's cache."),
]


class DataKind(str, Enum):
    """Kinds of data that are listed."""

    ALL = "all"
    SHIPPED = "shipped"
    OFFICIAL = "official"


@data_app.command("list")
def data_list(
    what: Annotated[
        DataKind, typer.Argument(help="Tables that ship, official files to fetch, or both.")
    ] = DataKind.ALL,
    output_format: PlainAnswer = PlainFormat.TABLE,
    folder: DataFolder = None,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """List the shipped tables, and the official files that `data fetch` gets."""
    with handled(debug):
        from geoaccess.console import print_table
        from geoaccess.report import json_text
        from geoaccess.sources.catalogue import list_tables
        from geoaccess.sources.registry.listing import list_official, list_rows
        from geoaccess.sources.registry.store import open_store
        from geoaccess.sources.registry.tables import load_registry

        registry, store = load_registry(), open_store(folder)
        tables = [] if what is DataKind.OFFICIAL else list_tables()
        if output_format is PlainFormat.JSON:
            official = [] if what is DataKind.SHIPPED else list_official(registry, store)
            print(json_text({"shipped": tables, "official": official}))
            return
        if tables:
            print_table(tables)
        if what is not DataKind.SHIPPED:
            print_table(list_rows(registry, store, lang.value))


@data_app.command("fetch")
def data_fetch(
    files: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Official files; see `data list`.")
    ],
    carried: Annotated[
        Path | None,
        typer.Option("--from", help="Folder of files carried in by hand; checked all the same."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--to", help="Folder to keep them in; default: the user's cache.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no network.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Replace a file that is here, if the new one is good.")
    ] = False,
    retries: Annotated[int, typer.Option(min=0, max=20, help="Further attempts.")] = 4,
    timeout: Annotated[
        float, typer.Option(min=1, max=600, help="Seconds of silence that end an attempt.")
    ] = 30,
    debug: Debug = False,
) -> None:
    """Fetch official files, check them, and print where they lie."""
    with handled(debug):
        from geoaccess.console import show_transfer
        from geoaccess.sources.registry.download import Patience
        from geoaccess.sources.registry.fetch import Means, fetch_file
        from geoaccess.sources.registry.store import open_store
        from geoaccess.sources.registry.tables import load_registry

        registry, store = load_registry(), open_store(folder)
        entries = [registry.get(one) for one in dict.fromkeys(files)]
        patience = Patience(retries=retries, timeout_s=timeout)
        means = Means(carried=carried, is_offline=offline, is_anew=again, patience=patience)
        faults: list[str] = []
        for entry in entries:
            try:
                with show_transfer(entry.id) as (progress, tell):
                    found = fetch_file(entry, store, means=means, progress=progress, tell=tell)
            except FileError as error:
                if debug:
                    raise
                faults.append(str(error))
                continue
            print(found.path)
            tell(f"{found.how}, {found.size_bytes / 1e6:.1f} MB; {entry.licence}; {entry.credit}")
        if faults:
            raise FileError("; ".join(faults))


@data_app.command("verify")
def data_verify(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Default: all that are here.")
    ] = None,
    folder: DataFolder = None,
    output_format: PlainAnswer = PlainFormat.TABLE,
    debug: Debug = False,
) -> None:
    """Check that fetched files are what they were; exit 1 when one is not."""
    with handled(debug):
        from geoaccess.console import print_table
        from geoaccess.report import json_text
        from geoaccess.sources.registry.store import open_store
        from geoaccess.sources.registry.tables import load_registry
        from geoaccess.sources.registry.verify import verify_files

        store = open_store(folder)
        verdicts = verify_files(load_registry(), store, files or ())
        if output_format is PlainFormat.JSON:
            print(json_text([one.to_record() for one in verdicts]))
        elif verdicts:
            print_table([one.to_record() for one in verdicts])
        else:
            print(f"geoaccess: no official file is in {store.root}", file=sys.stderr)
        bad = [one.fault for one in verdicts if not one.is_good]
        if bad:
            raise FileError(f"{len(bad)} of {len(verdicts)} files are not good: {'; '.join(bad)}")


@data_app.command("path")
def data_path_command(
    file: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An official file that was fetched.")
    ] = None,
    folder: DataFolder = None,
    debug: Debug = False,
) -> None:
    """Print the folder of the shipped data, or the path of a fetched file that is unchanged."""
    with handled(debug):
        if file is None:
            from geoaccess.sources.shipped import data_path

            print(data_path())
            return
        from geoaccess.sources.registry.store import open_store
        from geoaccess.sources.registry.tables import load_registry
        from geoaccess.sources.registry.verify import check_kept

        entry, store = load_registry().get(file), open_store(folder)
        check_kept(entry, store)
        print(store.path_of(entry))


@data_app.command("export")
def data_export(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="FILE.zip for GTFS, FILE.xlsx for a workbook."),
    ],
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    config: Config = None,
    publisher: Annotated[
        tuple[str, str], typer.Option(help="Name and web page of who hands out the GTFS feed.")
    ] = ("geoaccess", "https://example.org/"),
    debug: Debug = False,
) -> None:
    """Write networks as GTFS, or the tables of one network as an Excel workbook."""
    with handled(debug):
        from geoaccess.pipeline import export_gtfs, export_workbook

        request = build_request("hubs", "hubs", network, date=date, as_of=as_of, config=config)
        check_outputs((output,), request=request)
        if output.suffix.lower() == ".xlsx":
            export_workbook(request, output)
            print(output)
        else:
            done = export_gtfs(request, output, publisher=publisher)
            print(f"{output}: {done.stops} stops, {done.trips} trips, {done.first} to {done.last}")


@data_app.command("railways")
def data_railways(
    stations: Annotated[Path, typer.Argument(help="Station layer of N02: GeoJSON, .shp or zip.")],
    sections: Annotated[Path, typer.Argument(help="Section layer of N02; may be the same zip.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="New folder of tables, for --network.")
    ],
    services: Annotated[
        Path | None, typer.Option("--services", help="Service model; see configs/services.yaml.")
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Do not take ids of stations of the shipped network.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Make a network of N02 railways with modelled services, as tables to edit and use."""
    with handled(debug):
        from geoaccess.sources.network import load_shipped_network
        from geoaccess.sources.railways.loading import load_conventional_network
        from geoaccess.sources.railways.servicemodel import load_service_model
        from geoaccess.sources.railways.writing import write_network

        network = load_conventional_network(
            stations,
            sections,
            model=load_service_model(services),
            join=None if alone else load_shipped_network(),
        )
        write_network(network, output)
        for note in network.notes:
            print(note.en, file=sys.stderr)
        use = f"--network {output}" if alone else f"--network japan --network {output}"
        print(f"{output}: {len(network.stations)} stations, {len(network.lines)} lines; use {use}")


@data_app.command("hubs")
def data_hubs(
    institutions: Annotated[
        Path,
        typer.Argument(help="MEXT's list of universities (.json) or of school codes (.csv)."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.csv, for --hubs.")],
    offices: Annotated[
        Path | None,
        typer.Option("--offices", help="localgovjp: campuses at ward offices, not city halls."),
    ] = None,
    prefecture: Annotated[
        list[str] | None,
        typer.Option("--prefecture", help="Only campuses there (20, 長野県, Nagano); repeat."),
    ] = None,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Make a table of hubs from a list of universities, each at the municipal office there."""
    with handled(debug):
        from geoaccess.sources.facts import load_municipalities, load_sources
        from geoaccess.sources.institutions.hubs import build_hubs, find_prefectures, write_hubs
        from geoaccess.sources.institutions.load import load_institutions
        from geoaccess.sources.offices import load_municipal_offices

        check_outputs((output,), inputs=[institutions, *([offices] if offices else [])])
        wanted = find_prefectures(prefecture or ())
        listed = load_institutions(institutions)
        read = load_municipal_offices(offices) if offices is not None else None
        table = build_hubs(
            listed,
            load_municipalities(),
            offices=read.places if read else None,
            prefectures=wanted,
        )
        write_hubs(table, output)
        for note in (*listed.notes, *(read.notes if read else ()), *table.notes):
            print(note.spoken(lang.value), file=sys.stderr)
        sources = dict.fromkeys((*listed.sources, "localgovjp"))
        credit = "; ".join(one.credit for one in load_sources(tuple(sources)))
        print(f"credit: {credit}", file=sys.stderr)
        use = f"use --hubs {output}, with 'mass: equal' in the configuration"
        print(f"{output}: {len(table.rows)} hubs; {use}")


@data_app.command("mesh")
def data_mesh(
    tables: Annotated[
        list[Path], typer.Argument(metavar="TABLE...", help="Mesh tables of e-Stat (tblT….txt).")
    ],
    item: Annotated[str, typer.Option("--item", help="What is written: T001100001.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.tif.")],
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Write one item of mesh tables as a Cloud-Optimised GeoTIFF of the same sum."""
    with handled(debug):
        from geoaccess.console import print_notes
        from geoaccess.pipeline import export_mesh_raster

        check_outputs((output,), inputs=tables)
        done = export_mesh_raster(tables, item, output)
        print_notes(done.notes, lang=lang.value)
        size = f"{done.frame.height} x {done.frame.width}"
        print(f"{output}: {size} cells, {done.n_cells} with a figure, sum {done.total:.10g}")
