"""Sphinx: `sphinx-build -W --keep-going -b html docs build/site`; every page is Markdown."""

import ast
import inspect
import textwrap
from functools import cache
from importlib.metadata import version as installed
from pkgutil import resolve_name

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

import checkout_core
from checkout_core import plans, pydantic, testing, whatif, wire

project = "checkout_core"
copyright = "the authors of checkout_core"  # noqa: A001  # Sphinx' own name for it
release = version = installed("checkout-core")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build/**"]
default_role = "py:obj"  # `price` in a docstring: a link where that is a public name, else plain code
html_theme = "furo"
html_title = "checkout_core"
html_copy_source = False
html_static_path = ["style"]
html_css_files = ["wide.css"]
html_show_sphinx = False
maximum_signature_line_length = 90
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_default_options = {"members": True, "undoc-members": True, "exclude-members": "RULES"}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"

PUBLIC = {name for module in (checkout_core, plans, pydantic, testing, whatif, wire) for name in module.__all__}
SECTIONS = Config(napoleon_use_ivar=True, napoleon_use_rtype=False)
ATTRIBUTES = {"attribute", "data", "property"}


@cache
def methods_of(path: str) -> dict[str, str]:
    """The docstrings of what a class defines with `def`, from its source: attrs keeps none of a cached property."""
    owner = resolve_name(path)
    if not inspect.isclass(owner):
        return {}
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    found = (node for node in ast.walk(definition) if isinstance(node, ast.FunctionDef))
    return {node.name: ast.get_docstring(node) or "" for node in found}


def finish_docstring(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Google's sections, but not in an attribute's words: what stands before a colon there is no type."""
    if what not in ATTRIBUTES:
        lines[:] = GoogleDocstring(lines, SECTIONS, app, what, name, thing, options).lines()
    elif what == "data" and getattr(thing, "__doc__", None) == type(thing).__doc__:
        lines.clear()  # a constant's own words stand on the page, those of its type tell nothing
    elif what == "attribute" and not any(lines):
        owner, _, attribute = name.rpartition(".")
        lines[:] = methods_of(owner).get(attribute, "").splitlines()


def link_public_names(_: Sphinx, document: nodes.document) -> None:
    """Leave any other single name unlinked: Sphinx would take `type` for the first attribute that is called so."""
    for reference in list(document.findall(pending_xref)):
        name = reference.get("reftarget", "")
        if reference.get("refdomain") == "py" and "." not in name and name not in PUBLIC:
            reference.replace_self(reference.children)


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", finish_docstring)
    app.connect("doctree-read", link_public_names)
