"""Asking for a row of memory before it is needed."""

from __future__ import annotations

from typing import Any

from numba import config, types
from numba.extending import intrinsic

CACHE_LINE = 64


def _skip(array: Any, row: Any) -> None:
    """Do nothing: without compilation there is nothing to gain."""


@intrinsic
def _prefetch(typing_context, array, row):  # type: ignore[no-untyped-def]
    """Have the processor fetch the first two cache lines of a row of a contiguous 2-D array."""
    from llvmlite import ir

    del typing_context

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        block = context.make_array(signature.args[0])(context, builder, arguments[0])
        n_bytes = builder.extract_value(block.strides, 0)
        index = context.cast(builder, arguments[1], signature.args[1], types.intp)
        byte = ir.IntType(8).as_pointer()
        begin = builder.gep(builder.bitcast(block.data, byte), [builder.mul(n_bytes, index)])
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        to_write, keep, data = (ir.Constant(word, value) for value in (1, 3, 1))
        for offset in (0, CACHE_LINE):
            address = builder.gep(begin, [ir.Constant(ir.IntType(64), offset)])
            builder.call(fetch, [address, to_write, keep, data])
        return context.get_dummy_value()

    return types.void(array, row), generate


prefetch: Any = _skip if config.DISABLE_JIT else _prefetch  # type: ignore[attr-defined]
