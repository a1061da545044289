"""Where the stages meet: score, matrix and itinerary as functions.

>>> from geoaccess.pipeline import Request, compute_score
>>> run = compute_score(Request(sites="agglomerations"))     # doctest: +SKIP
>>> run.table.score                                          # doctest: +SKIP
"""

from geoaccess.engine.blocks import Limits
from geoaccess.pipeline.export import ExportRun, export_gtfs, export_workbook
from geoaccess.pipeline.itinerary import ItineraryRun, compute_itinerary
from geoaccess.pipeline.massrequest import MassRequest
from geoaccess.pipeline.matrix import MatrixRun, compute_travel_times
from geoaccess.pipeline.meshraster import MeshRasterRun, export_mesh_raster
from geoaccess.pipeline.r5inputs import R5Options
from geoaccess.pipeline.r5matrix import R5MatrixRun, compute_r5_travel_times
from geoaccess.pipeline.request import Request
from geoaccess.pipeline.score import ScoreRun, compute_score, render_map, score_results

__all__ = [
    "ExportRun",
    "ItineraryRun",
    "Limits",
    "MassRequest",
    "MatrixRun",
    "MeshRasterRun",
    "R5MatrixRun",
    "R5Options",
    "Request",
    "ScoreRun",
    "compute_itinerary",
    "compute_r5_travel_times",
    "compute_score",
    "compute_travel_times",
    "export_gtfs",
    "export_mesh_raster",
    "export_workbook",
    "render_map",
    "score_results",
]
