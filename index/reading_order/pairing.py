"""scipy's solver of the assignment problem without the rest of `scipy.optimize`, whose import takes 0.4 s."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any


@cache
def assignment_solver() -> Callable[..., Any]:
    """`linear_sum_assignment`, from its own compiled module where that is found, else from where it is public."""
    package = find_spec("scipy")
    folders = [f"{folder}/optimize" for folder in (package.submodule_search_locations or ())] if package else []
    found = PathFinder.find_spec("_lsap", folders)
    if found is not None and found.loader is not None:
        module = module_from_spec(found)
        found.loader.exec_module(module)
        if hasattr(module, "linear_sum_assignment"):
            solver: Callable[..., Any] = module.linear_sum_assignment
            return solver
    from scipy.optimize import linear_sum_assignment

    public: Callable[..., Any] = linear_sum_assignment
    return public
