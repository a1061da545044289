"""The folder of a network of partners: tables, GraphML, GeoPackage, record, whole or nothing."""

from __future__ import annotations

from pathlib import Path

from geoaccess.report.files import Record, csv_text, json_text, replaced_folder
from geoaccess.report.layers import Layer, write_layers
from geoaccess.report.partners import NetworkResults

GRAPHML_NODE = ("name", "name_ja", "kind", "lat", "lon", "mass", "industries", "partners",
                "meeting_hours", "community", "is_articulation")  # fmt: skip
GRAPHML_EDGE = ("meeting_hours", "industries_in_common", "same_community", "hangs_on_lines")


def write_network(results: NetworkResults, folder: Path) -> None:
    """Write the results folder whole: tables, GraphML, GeoPackage and run record, or nothing.

    Raises
    ------
    FileError
        When the folder holds something else than earlier results, or cannot be written.
    """
    nodes, edges = results.node_rows(), results.edge_rows()
    tables = {
        "nodes.csv": nodes,
        "edges.csv": edges,
        "communities.csv": results.community_rows(),
        "third_places.csv": results.third_place_rows(),
        "lines.csv": results.line_rows(),
        "changes.csv": results.change_rows(),
    }
    with replaced_folder(folder) as fresh:
        for name, rows in tables.items():
            if rows:
                (fresh / name).write_bytes(csv_text(rows).encode("utf-8-sig"))
        _write_graphml(nodes, edges, fresh / "network.graphml")
        _write_geopackage(results, nodes, edges, fresh / "network.gpkg")
        (fresh / "run.json").write_text(json_text(results.run), encoding="utf-8")


def _write_graphml(nodes: list[Record], edges: list[Record], path: Path) -> None:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for row in nodes:
        graph.add_node(row["id"], **{k: row[k] for k in GRAPHML_NODE if row[k] is not None})
    for row in edges:
        graph.add_edge(row["a_id"], row["b_id"], **{k: row[k] for k in GRAPHML_EDGE})
    nx.write_graphml_xml(graph, path)


def _write_geopackage(
    results: NetworkResults, nodes: list[Record], edges: list[Record], path: Path
) -> None:
    at = [(row["lon"], row["lat"]) for row in nodes]
    pairs = results.graph.list_edges().tolist()
    write_layers(
        [
            Layer(name="nodes", geometry="Point", positions=[[one] for one in at], rows=nodes),
            Layer(
                name="edges",
                geometry="LineString",
                positions=[[at[i], at[j]] for i, j in pairs],
                rows=edges,
            ),
        ],
        path,
    )
