"""The one door to numba: loops over rows, compiled at first use and kept on disk.

numba keeps what it compiled beside the module, or in the user's cache folder where an installation
is read-only. Compiled functions release the lock of the interpreter.
"""

from collections.abc import Callable
from typing import Any

from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

builders: Any = cgutils
ir = builders.ir


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as machine code; division by zero gives infinity, as in NumPy."""
    made: Callable[..., Any] = njit(cache=True, nogil=True, error_model="numpy")(function)
    return made


def _fetch(_context: Any, column: Any, row: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> None:
        kind = signature.args[0]
        array = context.make_array(kind)(context, builder, given[0])
        place = builders.get_item_pointer(
            context, builder, kind, array, [given[1]], wraparound=False
        )
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        known = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        fetch = builders.get_or_insert_function(builder.module, known, "llvm.prefetch.p0")
        for_writing, keep, data = (ir.Constant(word, n) for n in (1, 3, 1))
        builder.call(fetch, [builder.bitcast(place, byte), for_writing, keep, data])

    return types.void(column, types.int64), code


prefetch: Any = intrinsic(_fetch)
"""Inside compiled functions: ask for `column[row]` (int64) before it is needed. Of a million
streams nearly every row is out of the processor's cache; asked for some rows ahead, it is there.
"""
AHEAD = 32
"""How many rows ahead to ask."""
