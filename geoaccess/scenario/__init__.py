"""Networks as they are on a date, and their trains of one service day."""
