"""Travel-time surfaces for a GIS: GeoTIFF, and isochrones as polygons with area and people."""

from __future__ import annotations

from geoaccess.surfaces.geotiff import check_raster_path, write_class_raster, write_surface
from geoaccess.surfaces.isochrones import build_isochrones
from geoaccess.surfaces.layers import check_layer_path, write_layer

__all__ = [
    "build_isochrones",
    "check_layer_path",
    "check_raster_path",
    "write_class_raster",
    "write_layer",
    "write_surface",
]
