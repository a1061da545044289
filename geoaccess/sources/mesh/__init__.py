"""The census by mesh cell as e-Stat publishes it: text tables, cell polygons, and their use."""

from geoaccess.sources.mesh.combine import combine_mesh_tables
from geoaccess.sources.mesh.layer import build_mesh_layer
from geoaccess.sources.mesh.municipalities import MeshShares, sum_by_municipality
from geoaccess.sources.mesh.places import build_mesh_places
from geoaccess.sources.mesh.shapes import MeshShapes, load_mesh_shapes
from geoaccess.sources.mesh.spread import spread_merged
from geoaccess.sources.mesh.tables import load_mesh_table

__all__ = [
    "MeshShapes",
    "MeshShares",
    "build_mesh_layer",
    "build_mesh_places",
    "combine_mesh_tables",
    "load_mesh_shapes",
    "load_mesh_table",
    "spread_merged",
    "sum_by_municipality",
]
