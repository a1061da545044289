"""Maps of jobs: mesh tables, SSDSE-A and the shipped municipalities as units with neighbours."""

from geoaccess.sources.jobs.files import load_job_map
from geoaccess.sources.jobs.mesh import build_mesh_jobs
from geoaccess.sources.jobs.municipal import (
    build_ssdse_jobs,
    find_municipal_neighbours,
    load_shipped_jobs,
)

__all__ = [
    "build_mesh_jobs",
    "build_ssdse_jobs",
    "find_municipal_neighbours",
    "load_job_map",
    "load_shipped_jobs",
]
