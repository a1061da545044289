"""Railways of the National Land Numerical Information (N02) as a network with modelled services."""
