"""Where the stages meet: score, matrix and itinerary as functions.

>>> from geoaccess.pipeline import Request, compute_score
>>> run = compute_score(Request(sites="agglomerations"))     # doctest: +SKIP
>>> run.table.score                                          # doctest: +SKIP
"""

from geoaccess.engine.blocks import Limits
from geoaccess.pipeline.export import ExportRun, export_gtfs, export_workbook
from geoaccess.pipeline.isochrones import IsochroneRun, compute_isochrones
from geoaccess.pipeline.itinerary import ItineraryRun, compute_itinerary
from geoaccess.pipeline.mapcontent import (
    ViewRun,
    build_map_content,
    render_map,
    render_map_files,
)
from geoaccess.pipeline.mapfile import load_map_content
from geoaccess.pipeline.massrequest import MassRequest
from geoaccess.pipeline.matrix import MatrixRun, compute_travel_times
from geoaccess.pipeline.meshraster import MeshRasterRun, export_mesh_raster
from geoaccess.pipeline.r5inputs import R5Options
from geoaccess.pipeline.r5matrix import R5MatrixRun, compute_r5_travel_times
from geoaccess.pipeline.request import Request
from geoaccess.pipeline.score import ScoreRun, compute_score, score_results
from geoaccess.pipeline.surface import SurfaceRun, compute_surface
from geoaccess.pipeline.surfaceexport import export_isochrones, export_surface
from geoaccess.pipeline.surfacequestion import SurfaceQuestion

__all__ = [
    "ExportRun",
    "IsochroneRun",
    "ItineraryRun",
    "Limits",
    "MassRequest",
    "MatrixRun",
    "MeshRasterRun",
    "R5MatrixRun",
    "R5Options",
    "Request",
    "ScoreRun",
    "SurfaceQuestion",
    "SurfaceRun",
    "ViewRun",
    "build_map_content",
    "compute_isochrones",
    "compute_itinerary",
    "compute_r5_travel_times",
    "compute_score",
    "compute_surface",
    "compute_travel_times",
    "export_gtfs",
    "export_isochrones",
    "export_mesh_raster",
    "export_surface",
    "export_workbook",
    "load_map_content",
    "render_map",
    "render_map_files",
    "score_results",
]
