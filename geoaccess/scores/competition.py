"""Accessibility where demand competes: what is left of opportunities when all may use them."""

from __future__ import annotations

import numpy as np

from geoaccess.errors import InputError
from geoaccess.units import FloatArray


def compute_spatial_availability(
    weights: FloatArray, demand: FloatArray, opportunities: FloatArray
) -> FloatArray:
    """Return opportunities available to each origin, shape (n,); they sum to all reached.

        V_i = sum over j of O_j * P_i * w_ij / sum over k of P_k * w_kj

    with w_ij = f_ij / sum over k of f_kj (Soukhov and others 2023): each opportunity is shared
    out once, in proportion to demand and to impedance. A destination that nobody reaches is
    shared out to nobody.

    Parameters
    ----------
    weights
        Shape (n, m): impedance f(t_ij), 0 where there is no connection.
    demand
        Shape (n,): people of origin i.
    opportunities
        Shape (m,).

    Raises
    ------
    InputError
        When shapes do not fit, or a value is missing or negative.
    """
    _check(weights, demand, opportunities)
    claims = demand[:, None] * weights
    total = claims.sum(axis=0)
    share = np.divide(claims, total, out=np.zeros_like(claims), where=total > 0)
    available: FloatArray = share @ opportunities
    return available


def compute_floating_catchment(
    weights: FloatArray, demand: FloatArray, opportunities: FloatArray
) -> FloatArray:
    """Return opportunities per head by floating catchments in two steps, shape (n,).

        R_j = O_j / sum over k of P_k * f_kj,    A_i = sum over j of R_j * f_ij

    2SFCA with weights of 0 and 1 (Luo and Wang 2003), E2SFCA with weights by zones or any
    other impedance (Luo and Qi 2009). A destination that nobody reaches counts for nobody.

    Raises
    ------
    InputError
        When shapes do not fit, or a value is missing or negative.
    """
    _check(weights, demand, opportunities)
    asked = demand @ weights
    ratio = np.divide(opportunities, asked, out=np.zeros(asked.shape), where=asked > 0)
    access: FloatArray = weights @ ratio
    return access


def _check(weights: FloatArray, demand: FloatArray, opportunities: FloatArray) -> None:
    if weights.shape != (np.size(demand), np.size(opportunities)):
        raise InputError(
            f"competition: weights {weights.shape} do not fit {np.size(demand)} origins and "
            f"{np.size(opportunities)} destinations"
        )
    if not (np.all(weights >= 0) and np.all(demand >= 0) and np.all(opportunities >= 0)):
        raise InputError("competition: a weight, demand or opportunity is missing or negative")
