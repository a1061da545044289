"""Numba kernels of the engine: arrays in, arrays out, no validation.

A row of lanes is what can be done from one departure of one stop: per hub the earliest
arrival. Rows stand by stop, then in time order, with a row of unreached values behind the
last of every stop, so that waiting for the next departure is reading the row below.
"""
